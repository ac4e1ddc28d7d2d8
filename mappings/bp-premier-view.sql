-- Best Practice Premier, for the mapping bp-premier-view: save the result WITH its header as BPS_Appointments.csv.
-- The days must be all of those that matter; what the view shows of cancelled appointments is not publicly known.
SELECT Patient, InternalID, AppointmentDate, AppointmentTime, AppointmentLength, Provider, Urgent, AppointmentType,
       Status, ArrivalTime, ConsultationTime, BookedBy
  FROM BPS_Appointments
 WHERE AppointmentDate >= '20261101' AND AppointmentDate < '20270101'
 ORDER BY AppointmentDate, AppointmentTime, Provider;
