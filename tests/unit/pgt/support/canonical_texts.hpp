/// Queries as people write them, and as PostgreSQL 18 prints them in the definition of a view with `search_path` empty.
#pragma once

#include <string>
#include <vector>

namespace support {

struct canonical_text {
    std::string written;
    std::string printed;
};

inline const std::vector<canonical_text> canonical_texts{
    {R"(SELECT * FROM t WHERE a > 1)",
     R"( SELECT id,
    a,
    b,
    c,
    d,
    j,
    n,
    arr
   FROM public.t
  WHERE (a > 1);)"},
    {R"(SELECT * FROM t JOIN u USING (id))",
     R"( SELECT u.id,
    t.a,
    t.b,
    t.c,
    t.d,
    t.j,
    t.n,
    t.arr,
    u.t_id,
    u.x,
    u.y,
    u.ts
   FROM (public.t
     JOIN public.u USING (id));)"},
    {R"(SELECT * FROM t FULL JOIN u USING (id))",
     R"( SELECT id,
    t.a,
    t.b,
    t.c,
    t.d,
    t.j,
    t.n,
    t.arr,
    u.t_id,
    u.x,
    u.y,
    u.ts
   FROM (public.t
     FULL JOIN public.u USING (id));)"},
    {R"(SELECT id, a FROM t LEFT JOIN u USING (id) WHERE a = 3 AND c LIKE 'x%' AND c NOT ILIKE 'y')",
     R"( SELECT id,
    t.a
   FROM (public.t
     LEFT JOIN public.u USING (id))
  WHERE ((t.a = 3) AND (t.c ~~ 'x%'::text) AND (t.c !~~* 'y'::text));)"},
    {R"(SELECT u.id FROM t RIGHT JOIN u USING (id))",
     R"( SELECT u.id
   FROM (public.t
     RIGHT JOIN public.u USING (id));)"},
    {R"(SELECT a, count(*), sum(b) FILTER (WHERE b > 1), count(DISTINCT c) AS cd, string_agg(c, ',' ORDER BY c DESC) FROM t GROUP BY 1 HAVING count(*) > 1)",
     R"( SELECT a,
    count(*) AS count,
    sum(b) FILTER (WHERE (b > 1)) AS sum,
    count(DISTINCT c) AS cd,
    string_agg(c, ','::text ORDER BY c DESC) AS string_agg
   FROM public.t
  GROUP BY a
 HAVING (count(*) > 1);)"},
    {R"(SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY y), mode() WITHIN GROUP (ORDER BY x) FROM u)",
     R"( SELECT percentile_cont((0.5)::double precision) WITHIN GROUP (ORDER BY y) AS percentile_cont,
    mode() WITHIN GROUP (ORDER BY x) AS mode
   FROM public.u;)"},
    {R"(SELECT row_to_json(t) AS r FROM t)",
     R"( SELECT row_to_json(t.*) AS r
   FROM public.t;)"},
    {R"(SELECT t.id, t.c, count(u.x) FROM t LEFT JOIN u ON u.t_id = t.id GROUP BY t.id)",
     R"( SELECT t.id,
    t.c,
    count(u.x) AS count
   FROM (public.t
     LEFT JOIN public.u ON ((u.t_id = t.id)))
  GROUP BY t.id;)"},
    {R"(SELECT (CASE WHEN a = 1 THEN 1 END) AS c2, coalesce(a, 1), nullif(a, 2), greatest(a, 1) FROM t)",
     R"( SELECT
        CASE
            WHEN (a = 1) THEN 1
            ELSE NULL::integer
        END AS c2,
    COALESCE(a, 1) AS "coalesce",
    NULLIF(a, 2) AS "nullif",
    GREATEST(a, 1) AS "greatest"
   FROM public.t;)"},
    {R"(SELECT a = ANY(arr) AS c5, a IS DISTINCT FROM 1 AS c6, total(a) AS total FROM t GROUP BY a, arr)",
     R"( SELECT (a = ANY (arr)) AS c5,
    (a IS DISTINCT FROM 1) AS c6,
    public.total(a) AS total
   FROM public.t
  GROUP BY a, arr;)"},
    {R"(SELECT EXTRACT(year FROM d) AS y, trim(both 'x' from c) AS tr, position('a' in c) AS po, current_date AS cd, localtime AS lt FROM t)",
     R"( SELECT EXTRACT(year FROM d) AS y,
    TRIM(BOTH 'x'::text FROM c) AS tr,
    POSITION(('a'::text) IN (c)) AS po,
    CURRENT_DATE AS cd,
    LOCALTIME AS lt
   FROM public.t;)"},
    {R"(SELECT ts AT TIME ZONE 'UTC' AS tz, CURRENT_TIMESTAMP(3) AS cts FROM u)",
     R"( SELECT (ts AT TIME ZONE 'UTC'::text) AS tz,
    CURRENT_TIMESTAMP(3) AS cts
   FROM public.u;)"},
    {R"(SELECT arr[1] AS a1, arr[1:2] AS a2, ARRAY[a, 1] AS a3, c COLLATE "C" AS cc, -5 AS p1, 1.5 AS p3, true AS p5 FROM t)",
     R"( SELECT arr[1] AS a1,
    arr[1:2] AS a2,
    ARRAY[a, 1] AS a3,
    (c COLLATE "C") AS cc,
    '-5'::integer AS p1,
    1.5 AS p3,
    true AS p5
   FROM public.t;)"},
    {R"(SELECT JSON_OBJECT('a': a RETURNING jsonb) AS o, JSON_VALUE(j, '$.a' RETURNING int DEFAULT 0 ON EMPTY ERROR ON ERROR) AS jv, j IS JSON AS ij FROM t)",
     R"( SELECT JSON_OBJECT('a' : a RETURNING jsonb) AS o,
    JSON_VALUE(j, '$."a"' RETURNING integer DEFAULT 0 ON EMPTY ERROR ON ERROR) AS jv,
    (j IS JSON) AS ij
   FROM public.t;)"},
    {R"(SELECT JSON_ARRAYAGG(a ORDER BY b RETURNING jsonb) AS ja FROM t)",
     R"( SELECT JSON_ARRAYAGG(a ORDER BY b RETURNING jsonb) AS ja
   FROM public.t;)"},
    {R"(SELECT XMLELEMENT(NAME foo, XMLATTRIBUTES(a AS bar), c) AS x FROM t)",
     R"( SELECT XMLELEMENT(NAME foo, XMLATTRIBUTES(a AS bar), c) AS x
   FROM public.t;)"},
    {R"(SELECT DISTINCT a + 1 AS z FROM t)",
     R"( SELECT DISTINCT (a + 1) AS z
   FROM public.t;)"},
    {R"(WITH x AS (SELECT * FROM t), y AS MATERIALIZED (SELECT a FROM x) SELECT x.a, y.a AS ya FROM x, y WHERE x.a = y.a)",
     R"( WITH x AS (
         SELECT t.id,
            t.a,
            t.b,
            t.c,
            t.d,
            t.j,
            t.n,
            t.arr
           FROM public.t
        ), y AS MATERIALIZED (
         SELECT x_1.a
           FROM x x_1
        )
 SELECT x.a,
    y.a AS ya
   FROM x,
    y
  WHERE (x.a = y.a);)"},
    {R"(WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 10) SELECT * FROM r)",
     R"( WITH RECURSIVE r(n) AS (
         SELECT 1 AS "?column?"
        UNION ALL
         SELECT (r_1.n + 1)
           FROM r r_1
          WHERE (r_1.n < 10)
        )
 SELECT n
   FROM r;)"},
    {R"(WITH RECURSIVE r AS (SELECT src, dst FROM e UNION SELECT r.src, e.dst FROM r JOIN e ON r.dst = e.src) SELECT * FROM r)",
     R"( WITH RECURSIVE r AS (
         SELECT e.src,
            e.dst
           FROM public.e
        UNION
         SELECT r_1.src,
            e.dst
           FROM (r r_1
             JOIN public.e ON ((r_1.dst = e.src)))
        )
 SELECT src,
    dst
   FROM r;)"},
    {R"(SELECT a FROM t UNION SELECT t_id FROM u UNION ALL SELECT 3 ORDER BY 1)",
     R"((
         SELECT t.a
           FROM public.t
        UNION
         SELECT u.t_id AS a
           FROM public.u
) UNION ALL
 SELECT 3 AS a
  ORDER BY 1;)"},
    {R"(SELECT a FROM t EXCEPT ALL (SELECT t_id FROM u INTERSECT SELECT src FROM e))",
     R"( SELECT t.a
   FROM public.t
EXCEPT ALL (
         SELECT u.t_id AS a
           FROM public.u
        INTERSECT
         SELECT e.src AS a
           FROM public.e
);)"},
    {R"(VALUES (1, 'a'), (2, 'b'))", R"( VALUES (1,'a'::text), (2,'b'::text);)"},
    {R"(SELECT t.id, s.z FROM t, (SELECT u.t_id AS z FROM u WHERE u.y > 1) s WHERE s.z = t.id)",
     R"( SELECT t.id,
    s.z
   FROM public.t,
    ( SELECT u.t_id AS z
           FROM public.u
          WHERE (u.y > (1)::double precision)) s
  WHERE (s.z = t.id);)"},
    {R"(SELECT * FROM (t JOIN u ON t.id = u.t_id) AS j (p, q, r))",
     R"( SELECT j.p,
    j.q,
    j.r,
    j.c,
    j.d,
    j.j,
    j.n,
    j.arr,
    j.id,
    j.t_id,
    j.x,
    j.y,
    j.ts
   FROM (public.t
     JOIN public.u ON ((t.id = u.t_id))) j(p, q, r, c, d, j, n, arr, id, t_id, x, y, ts);)"},
    {R"(SELECT jj.id FROM t JOIN u USING (id) AS jj WHERE a > 1)",
     R"( SELECT u.id
   FROM (public.t
     JOIN public.u USING (id) AS jj)
  WHERE (t.a > 1);)"},
    {R"(SELECT count(*) FROM t t1 JOIN t t2 ON t1.a = t2.a LEFT JOIN u ON u.t_id = t2.id AND u.y > 3)",
     R"( SELECT count(*) AS count
   FROM ((public.t t1
     JOIN public.t t2 ON ((t1.a = t2.a)))
     LEFT JOIN public.u ON (((u.t_id = t2.id) AND (u.y > (3)::double precision))));)"},
    {R"(SELECT v.a, u.x FROM v JOIN u ON v.n = u.id)",
     R"( SELECT v.a,
    u.x
   FROM (public.v
     JOIN public.u ON ((v.n = u.id)));)"},
    {R"(SELECT t.a AS "weird "" Name", u.id AS "select" FROM t CROSS JOIN u)",
     R"( SELECT t.a AS "weird "" Name",
    u.id AS "select"
   FROM (public.t
     CROSS JOIN public.u);)"},
    {R"(SELECT sum(a), a AS k FROM t GROUP BY k)",
     R"( SELECT sum(a) AS sum,
    a AS k
   FROM public.t
  GROUP BY a;)"},
};

} // namespace support
