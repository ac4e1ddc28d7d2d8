-- Easy!Appointments, for the mapping easyappointments: save the result with its header as ea_appointments.csv.
-- Times are the wall clock of the provider; the connection's time zone must be that one.
SELECT id, book_datetime, start_datetime, end_datetime, is_unavailability, id_users_provider, id_users_customer,
       id_services, status
  FROM ea_appointments
 WHERE start_datetime >= '2026-11-01' AND start_datetime < '2027-01-01'
 ORDER BY start_datetime, id;
