create extension pg_trickle;
