-- Random trees: a node's parent is smaller, so there is never a cycle.
create table node (id int primary key, parent int, w int);
insert into node select i, case when i > 1 then i / 2 end, i % 3 from generate_series(1, 20) i;
call test.create('depths', $$
    with recursive t (id, depth, total) as (
        select id, 0, w from node where parent is null
        union all
        select n.id, t.depth + 1, t.total + n.w from node n, t where n.parent = t.id
    )
    select * from t
$$);
call test.create('descendants', $$
    with recursive t as (
        select id as top, id from node
        union all
        select t.top, n.id from t join node n on n.parent = t.id
    )
    select top, count(*) - 1 as below from t group by top
$$);
create procedure shuffle() language plpgsql as $$
begin
    for i in 1..1 + test.below(3) loop
        case test.below(4)
            when 0 then insert into node select max(id) + 1, 1 + test.below(max(id)), test.below(3) from node;
            when 1 then update node set parent = nullif(test.below(id), 0) where id = 1 + test.below(25);
            when 2 then update node set w = w + 1 where id = 1 + test.below(25);
            when 3 then delete from node where id = 2 + test.below(30);
        end case;
    end loop;
end
$$;
create procedure shuffles(rounds int, inout verdict text default null) language plpgsql as $$
begin
    perform setseed(0.5);
    for i in 1..rounds loop
        call shuffle();
        commit;
        verdict := test.refresh('depths') || '; ' || test.refresh('descendants');
        exit when verdict !~ '^(DIFFERENTIAL|NO_DATA), equal; (DIFFERENTIAL|NO_DATA), equal$';
        verdict := 'equal';
    end loop;
end
$$;
call shuffles(40);
