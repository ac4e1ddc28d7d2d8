/** The tables of OpenEMR that a book is made of: names, types and defaults as it has them, in words of our own. */

const EVENTS = `create table openemr_postcalendar_events (
  pc_eid int unsigned not null auto_increment primary key,
  uuid binary(16) default null unique,
  pc_catid int not null default 0,
  pc_multiple int unsigned not null,
  pc_aid varchar(30) default null,
  pc_pid varchar(11) default null,
  pc_gid int default 0,
  pc_title varchar(150) default null,
  pc_time datetime default null,
  pc_hometext text,
  pc_comments int default 0,
  pc_counter mediumint unsigned default 0,
  pc_topic int not null default 1,
  pc_informant varchar(20) default null,
  pc_eventDate date not null default '0000-00-00',
  pc_endDate date default '0000-00-00',
  pc_duration bigint not null default 0,
  pc_recurrtype int not null default 0,
  pc_recurrspec text,
  pc_recurrfreq int not null default 0,
  pc_startTime time default null,
  pc_endTime time default null,
  pc_alldayevent int not null default 0,
  pc_location text,
  pc_conttel varchar(50) default null,
  pc_contname varchar(50) default null,
  pc_contemail varchar(255) default null,
  pc_website varchar(255) default null,
  pc_fee varchar(50) default null,
  pc_eventstatus int not null default 0,
  pc_sharing int not null default 0,
  pc_language varchar(30) default null,
  pc_apptstatus varchar(15) not null default '-',
  pc_prefcatid int not null default 0,
  pc_facility int not null default 0,
  pc_sendalertsms varchar(3) not null default 'NO',
  pc_sendalertemail varchar(3) not null default 'NO',
  pc_billing_location smallint not null default 0,
  pc_room varchar(20) not null default '',
  key basic_event (pc_catid, pc_aid, pc_eventDate, pc_endDate, pc_eventstatus, pc_sharing, pc_topic),
  key pc_eventDate (pc_eventDate)
) engine=InnoDB default charset=utf8mb4`

const CATEGORIES = `create table openemr_postcalendar_categories (
  pc_catid int unsigned not null auto_increment primary key,
  pc_constant_id varchar(255) default null,
  pc_catname varchar(100) default null,
  pc_cattype int not null default 0,
  pc_duration bigint not null default 0,
  pc_active tinyint not null default 1
) engine=InnoDB default charset=utf8mb4`

const PATIENTS = `create table patient_data (
  id bigint not null auto_increment,
  uuid binary(16) default null unique,
  title varchar(255) not null default '',
  fname varchar(255) not null default '',
  lname varchar(255) not null default '',
  mname varchar(255) not null default '',
  DOB date default null,
  phone_cell varchar(255) not null default '',
  status varchar(255) not null default '',
  date datetime default null,
  sex varchar(255) not null default '',
  email varchar(255) not null default '',
  pubpid varchar(255) not null default '',
  pid bigint not null default 0 unique,
  regdate datetime default null,
  deceased_date datetime default null,
  key id (id),
  key idx_patient_name (lname, fname),
  key idx_patient_dob (DOB)
) engine=InnoDB default charset=utf8mb4`

const RECALLS = `create table medex_recalls (
  r_ID int not null auto_increment primary key,
  r_PRACTID int not null,
  r_pid int not null,
  r_eventDate date not null,
  r_facility int not null default 0,
  r_provider int not null default 0,
  r_reason varchar(255) default null,
  r_created timestamp not null default current_timestamp on update current_timestamp,
  unique key r_PRACTID (r_PRACTID, r_pid)
) engine=InnoDB default charset=utf8mb4`

const USERS = `create table users (
  id bigint not null auto_increment primary key,
  username varchar(255) default null,
  authorized tinyint default null,
  fname varchar(255) default null,
  lname varchar(255) default null,
  facility_id int not null default 0,
  active tinyint not null default 1,
  calendar tinyint not null default 0
) engine=InnoDB default charset=utf8mb4`

const LISTS = `create table list_options (
  list_id varchar(100) not null default '',
  option_id varchar(100) not null default '',
  title varchar(255) not null default '',
  seq int not null default 0,
  primary key (list_id, option_id)
) engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin`

const GLOBALS = `create table globals (
  gl_name varchar(63) not null,
  gl_index int not null default 0,
  gl_value varchar(255) not null default '',
  primary key (gl_name, gl_index)
) engine=InnoDB default charset=utf8mb4`

/** Id, constant, kind: 0 patient, 1 provider, 2 clinic, 3 group. */
const STANDARD: readonly (readonly [number, string, number])[] = [
  [1, 'no_show', 0],
  [2, 'in_office', 1],
  [3, 'out_of_office', 1],
  [4, 'vacation', 1],
  [5, 'office_visit', 0],
  [6, 'holidays', 2],
  [7, 'closed', 2],
  [8, 'lunch', 1],
  [9, 'established_patient', 0],
  [10, 'new_patient', 0],
  [11, 'reserved', 1],
  [12, 'health_and_behavioral_assessment', 0],
  [13, 'preventive_care_services', 0],
  [14, 'ophthalmological_services', 0],
  [15, 'group_therapy', 3],
]

export const CATEGORY = Object.fromEntries(STANDARD.map(([id, constant]) => [constant, id]))

const STATUS_OPTIONS = '- * + x ? @ ~ ! # < > $ % ^ & AVM CALL SMS EMAIL'.split(' ')

export const SCHEMA: readonly string[] = [
  EVENTS,
  CATEGORIES,
  PATIENTS,
  RECALLS,
  USERS,
  LISTS,
  GLOBALS,
  `insert into openemr_postcalendar_categories (pc_catid, pc_constant_id, pc_catname, pc_cattype) values ${STANDARD.map(
    ([id, constant, type]) => `(${id}, '${constant}', '${constant.replaceAll('_', ' ')}', ${type})`,
  ).join(', ')}`,
  `insert into list_options (list_id, option_id, title, seq) values ${STATUS_OPTIONS.map(
    (option, at) => `('apptstat', '${option}', 'status ${at}', ${at})`,
  ).join(', ')}`,
  `insert into globals (gl_name, gl_value) values ('calendar_interval', '15'), ('gbl_time_zone', 'Australia/Sydney')`,
  `insert into users (id, username, authorized, facility_id, active, calendar) values
    (1, 'admin', 0, 3, 1, 0), (4, 'chan', 1, 3, 1, 1), (5, 'dent', 1, 3, 1, 1), (6, 'left', 1, 3, 0, 1)`,
  `insert into patient_data (id, pid, pubpid, fname, lname, DOB, phone_cell) values
    (1, 1, '1', 'Ann', 'Lee', '1980-02-29', '0400 000 001'), (2, 2, '2', 'Bo', 'O''Brien', '1990-07-01', ''),
    (3, 3, '3', 'Cy', 'Nguyen', null, '')`,
]
