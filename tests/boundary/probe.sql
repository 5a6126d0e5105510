-- The functions of the probe, for the tests of this folder.
create extension if not exists pg_trickle;
create schema probe;
create function probe.ensure(regclass, smallint[]) returns void language c as 'pgt_probe', 'pgtrickle_probe_ensure';
create function probe.release(regclass, is_consumed boolean) returns void language c as 'pgt_probe', 'pgtrickle_probe_release';
create function probe.now() returns text language c as 'pgt_probe', 'pgtrickle_probe_now';
create function probe.read(regclass, after text, smallint[]) returns table (change text, weight integer) language c as 'pgt_probe', 'pgtrickle_probe_read';
create function probe.has_changes(regclass, after text) returns boolean language c as 'pgt_probe', 'pgtrickle_probe_has_changes';
create function probe.dispose(regclass, frontiers text[]) returns bigint language c as 'pgt_probe', 'pgtrickle_probe_dispose';
create function probe.error_of(statement text) returns text language c as 'pgt_probe', 'pgtrickle_probe_error_of';
create function probe.run(statement text) returns void language c as 'pgt_probe', 'pgtrickle_probe_run';
create function probe.fail(how text) returns void language c as 'pgt_probe', 'pgtrickle_probe_fail';
create function probe.rows(count integer) returns table (number bigint, text text) language c as 'pgt_probe', 'pgtrickle_probe_rows';
create function probe.path(safe boolean) returns text language c as 'pgt_probe', 'pgtrickle_probe_path';
create function probe.note_analyses() returns void language c as 'pgt_probe', 'pgtrickle_probe_note_analyses';
create function probe.analyses() returns table (statement text, times bigint) language c as 'pgt_probe', 'pgtrickle_probe_analyses';

-- Consumers that count the rows of a source and add up its column n.
create table probe.consumer (name text primary key, at text, rows bigint, total bigint);
create function probe.join(regclass, name text) returns void language c as 'pgt_probe', 'pgtrickle_probe_join';
create function probe.advance(regclass, name text) returns void language c as 'pgt_probe', 'pgtrickle_probe_advance';
