-- Rows at scale 0.01.

insert into region
select i, (array['AFRICA', 'AMERICA', 'ASIA', 'EUROPE', 'MIDDLE EAST'])[i + 1], words(i) from generate_series(0, 4) i;

insert into nation
select i - 1, names[i], regions[i], words(i)
from (select array['ALGERIA', 'ARGENTINA', 'BRAZIL', 'CANADA', 'EGYPT', 'ETHIOPIA', 'FRANCE', 'GERMANY', 'INDIA', 'INDONESIA', 'IRAN', 'IRAQ',
                   'JAPAN', 'JORDAN', 'KENYA', 'MOROCCO', 'MOZAMBIQUE', 'PERU', 'CHINA', 'ROMANIA', 'SAUDI ARABIA', 'VIETNAM', 'RUSSIA',
                   'UNITED KINGDOM', 'UNITED STATES'] as names,
             array[0, 1, 1, 1, 4, 0, 3, 3, 2, 2, 4, 4, 2, 4, 0, 0, 0, 1, 2, 3, 4, 2, 3, 3, 1] as regions) as n, generate_series(1, 25) i;

insert into supplier
select i, 'Supplier#' || to_char(i, 'FM000000000'), words(i), dice(i, 31, 25), 10 + dice(i, 31, 25) || '-555-' || i,
       dice(i, 32, 1100000) / 100.0 - 1000, words(i + 7)
from generate_series(1, 100) i;

insert into part
select i, color(i, 40) || ' ' || color(i, 41) || ' ' || color(i, 42), 'Manufacturer#' || m, 'Brand#' || m || 1 + dice(i, 44, 5),
       pick(i, 45, 'STANDARD', 'SMALL', 'MEDIUM', 'LARGE', 'ECONOMY', 'PROMO') || ' '
           || pick(i, 46, 'ANODIZED', 'BURNISHED', 'PLATED', 'POLISHED', 'BRUSHED') || ' '
           || pick(i, 47, 'TIN', 'NICKEL', 'BRASS', 'STEEL', 'COPPER'),
       1 + dice(i, 48, 50), pick(i, 49, 'SM', 'LG', 'MED', 'JUMBO', 'WRAP') || ' ' || pick(i, 50, 'CASE', 'BOX', 'BAG', 'JAR', 'PKG', 'PACK', 'CAN', 'DRUM'),
       900 + i % 1000 / 10.0, words(i)
from generate_series(1, 2000) i, lateral (select 1 + dice(i, 43, 5) as m) as maker;

insert into partsupp
select p, part_supplier(p, n, 100), 1 + dice(p * 4 + n, 51, 9999), 1 + dice(p * 4 + n, 52, 99900) / 100.0, words(p * 4 + n)
from generate_series(1, 2000) p, generate_series(0, 3) n;

insert into customer
select i, 'Customer#' || to_char(i, 'FM000000000'), words(i), dice(i, 61, 25), 10 + dice(i, 61, 25) || '-555-' || i,
       dice(i, 62, 1100000) / 100.0 - 1000, pick(i, 63, 'AUTOMOBILE', 'BUILDING', 'FURNITURE', 'MACHINERY', 'HOUSEHOLD'), words(i + 3)
from generate_series(1, 1500) i;

call add_orders(1, 15000);
analyze;
