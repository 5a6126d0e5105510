-- Names of all kinds, of tables, columns and schemas.
create schema "My ""Schema""";
create table "My ""Schema"""."Order's" ("Id" int primary key, "select" text, "a b" int, "user" text, "ä€" numeric, "$1" int, "__x" int);
insert into "My ""Schema"""."Order's" values (1, 'x', 1, 'u', 1.5, 7, 8), (2, 'y', null, null, null, null, null);
call test.create('"My ""Schema"""."The ""Table"""', $$ select * from "My ""Schema"""."Order's" where "select" <> 'z' $$);
call test.create('"My ""Schema"""."group"', $$
    select "select" as "from", count(*) as "order", sum("a b") as "Sum of a b", max("user") as "user", min("ä€") as "é'"
    from "My ""Schema"""."Order's" group by "select"
$$);
call test.create('"Select"', $$
    select l."Id", r."$1" as "null", l."__x" as "true" from "My ""Schema"""."Order's" l left join "My ""Schema"""."Order's" r on l."a b" = r."Id"
$$);
insert into "My ""Schema"""."Order's" values (3, 'x', 1, 'u', 1.5, 7, 8);
update "My ""Schema"""."Order's" set "select" = 'w', "ä€" = 3 where "Id" = 2;
delete from "My ""Schema"""."Order's" where "Id" = 1;
select test.refresh('"My ""Schema"""."The ""Table"""'), test.refresh('"My ""Schema"""."group"'), test.refresh('"Select"');
select pgt_schema, pgt_name from pgtrickle.pgt_stream_tables order by pgt_id;
select name from pgtrickle.pgt_status() order by name;
-- 63 bytes, and names that differ only in the last of them.
create table a (id int primary key, nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn1 int, nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn2 int);
call test.create('ttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt', 'select * from a');
call test.create('tttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt2', $$
    select nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn1 as n1, sum(nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn2) as s
    from a group by 1
$$);
insert into a values (1, 1, 2), (2, 1, 3);
select test.refresh('ttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt'), test.refresh('tttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt2');
-- Unquoted names are folded, and found through the search path.
create schema area;
set search_path = area, public;
call test.create('Folded', 'select id from a');
select pgt_schema, pgt_name from pgtrickle.pgt_stream_tables where pgt_name = 'folded';
set search_path = public;
select test.error($$ select pgtrickle.refresh_stream_table('folded') $$);
select test.refresh('area.folded');
select pgtrickle.drop_stream_table('AREA.Folded');
select test.error($$ select pgtrickle.create_stream_table('nowhere.t', 'select id from a') $$);
select test.error($$ select pgtrickle.create_stream_table('a.b.c', 'select id from a') $$);
select test.error($$ select pgtrickle.create_stream_table('"unfinished', 'select id from a') $$);
select test.error($$ select pgtrickle.create_stream_table('', 'select id from a') $$);
