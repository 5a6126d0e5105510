"""The little of libpq that measuring needs: prepared statements over one connection, without a process in between."""

import ctypes
import ctypes.util

_pq = ctypes.CDLL(ctypes.util.find_library("pq"))
_pq.PQconnectdb.restype = ctypes.c_void_p
_pq.PQexec.restype = _pq.PQprepare.restype = _pq.PQexecPrepared.restype = ctypes.c_void_p
_pq.PQgetvalue.restype = _pq.PQerrorMessage.restype = _pq.PQresultErrorMessage.restype = ctypes.c_char_p

_GOOD = (1, 2)  # PGRES_COMMAND_OK, PGRES_TUPLES_OK


class Connection:
    def __init__(self, environment):
        words = {"PGHOST": "host", "PGPORT": "port", "PGUSER": "user", "PGDATABASE": "dbname"}
        text = " ".join(f"{word}='{environment[name]}'" for name, word in words.items())
        self._connection = ctypes.c_void_p(_pq.PQconnectdb(text.encode()))
        if _pq.PQstatus(self._connection) != 0:
            raise RuntimeError(_pq.PQerrorMessage(self._connection).decode())
        self._prepared = {}

    def ask(self, sql):
        """Runs a statement, which is prepared at its first use; the first value of its result, as text, or None."""
        name = self._prepared.get(sql)
        if name is None:
            name = self._prepared[sql] = f"s{len(self._prepared)}".encode()
            self._checked(_pq.PQprepare(self._connection, name, sql.encode(), 0, None))
        return self._checked(_pq.PQexecPrepared(self._connection, name, 0, None, None, None, 0))

    def run(self, sql):
        """Runs one or more statements that are not worth preparing."""
        return self._checked(_pq.PQexec(self._connection, sql.encode()))

    def _checked(self, pointer):
        result = ctypes.c_void_p(pointer)
        try:
            if _pq.PQresultStatus(result) not in _GOOD:
                raise RuntimeError(_pq.PQresultErrorMessage(result).decode())
            if _pq.PQntuples(result) == 0 or _pq.PQnfields(result) == 0:
                return None
            return _pq.PQgetvalue(result, 0, 0).decode()
        finally:
            _pq.PQclear(result)

    def close(self):
        _pq.PQfinish(self._connection)
