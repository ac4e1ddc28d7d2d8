-- OpenEMR, for the mapping openemr-events: save the result with its header as openemr-events.csv. Better than a file is
-- the kind "openemr" (docs/books.md), which reads the tables themselves, with series, office hours and recalls.
-- In Office (category 2) is no appointment and takes no time; Out Of Office (3) has no length of its own and goes on
-- until the next In Office, so here it is taken to last to the end of the day. An event of all day is that too.
SELECT pc_eid, pc_aid, pc_pid, pc_eventDate, pc_endDate,
       IF(pc_alldayevent = 1, '00:00:00', pc_startTime) AS pc_startTime,
       IF(pc_alldayevent = 1 OR pc_catid = 3, '23:59:59', pc_endTime) AS pc_endTime,
       CASE WHEN pc_alldayevent = 1 THEN 86399
            WHEN pc_catid = 3 THEN 86399 - TIME_TO_SEC(pc_startTime)
            ELSE pc_duration END AS pc_duration,
       pc_recurrtype, pc_recurrspec, pc_apptstatus, pc_title
  FROM openemr_postcalendar_events
 WHERE pc_catid <> 2 AND pc_eventstatus = 1
   AND ((pc_recurrtype = 0 AND pc_eventDate BETWEEN '2026-11-01' AND '2026-12-31')
        OR (pc_recurrtype <> 0 AND pc_endDate >= '2026-11-01'))
 ORDER BY pc_eventDate, pc_startTime;
