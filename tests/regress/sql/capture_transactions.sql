-- What is rolled back was never there: whole transactions, savepoints, failed statements.
create table a (id int primary key, k int);
call test.create('copied', 'select * from a');
begin;
insert into a values (1, 1);
rollback;
select test.refresh('copied');
begin;
insert into a values (1, 1), (2, 2);
savepoint one;
update a set k = 9;
savepoint two;
delete from a where id = 1;
rollback to two;
insert into a values (3, 3);
release two;
rollback to one;
insert into a values (4, 4);
commit;
select test.refresh('copied');
select id, k from copied order by id;
insert into a values (5, 5), (1, 1);
begin;
insert into a values (6, 6);
insert into a values (6, 6);
commit;
do $$
begin
    insert into a values (7, 7);
    begin
        delete from a;
        raise division_by_zero;
    exception when division_by_zero then
        insert into a values (8, 8);
    end;
end
$$;
select test.refresh('copied');
select id, k from copied order by id;
-- Many subtransactions.
do $$
begin
    for i in 100..200 loop
        begin
            insert into a values (i, i);
            if i % 3 = 0 then
                raise division_by_zero;
            end if;
        exception when division_by_zero then
            null;
        end;
    end loop;
end
$$;
select test.refresh('copied');
select count(*) from copied;
