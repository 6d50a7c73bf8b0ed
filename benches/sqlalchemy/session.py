"""The work of `src/bin/session` in SQLAlchemy, for scale. Needs `pip install sqlalchemy`; prints the same rows.

Rows are those of schema/members.sql, in memory, through Python's own sqlite3.
"""

import sqlite3
import statistics
import sys
import time

import sqlalchemy
from sqlalchemy import Double, ForeignKey, StaticPool, create_engine, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship, selectinload


class Base(DeclarativeBase):
    """Keeps the tables."""


class User(Base):
    """A row of `user_account`."""

    __tablename__ = "user_account"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str]
    fullname: Mapped[str | None]
    visits: Mapped[int]
    score: Mapped[float] = mapped_column(Double)
    addresses: Mapped[list["Address"]] = relationship(back_populates="user")


class Address(Base):
    """A row of `address`."""

    __tablename__ = "address"
    id: Mapped[int] = mapped_column(primary_key=True)
    email_address: Mapped[str]
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    user: Mapped[User] = relationship(back_populates="addresses")


def database(users=0, addresses=0):
    """An engine with so many users, and so many addresses of each."""
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    Base.metadata.create_all(engine)
    with engine.begin() as connection:
        if users:
            connection.execute(
                text(
                    "INSERT INTO user_account (id, name, email, fullname, visits, score) "
                    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :users) "
                    "SELECT i, 'user ' || i, 'user.number.' || i || '@example.org', "
                    "CASE WHEN i % 3 > 0 THEN 'User Number ' || i END, i % 300, i / 8.0 FROM n"
                ),
                {"users": users},
            )
        if addresses:
            connection.execute(
                text(
                    "INSERT INTO address (email_address, user_id) "
                    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :addresses) "
                    "SELECT 'address.' || i || '.of.' || id || '@example.org', id FROM n CROSS JOIN user_account"
                ),
                {"addresses": addresses},
            )
    return engine


def median_of(rounds, work, times=1):
    """The median of what one piece of work took, in seconds."""
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        for _ in range(times):
            work()
        taken.append((time.perf_counter() - start) / times)
    return statistics.median(taken)


def duration(seconds):
    """Three digits and a unit."""
    for unit, size in (("ns", 1e-9), ("µs", 1e-6), ("ms", 1e-3), ("s", 1)):
        value = seconds / size
        if value < 1000:
            break
    return f"{value:.{2 if value < 10 else 1 if value < 100 else 0}f} {unit}"


def add_and_flush(rounds):
    """100 000 users, with their keys back."""
    engine = database()

    def work():
        with Session(engine) as session:
            added = [
                User(
                    name=f"user {n}",
                    email=f"user.number.{n}@example.org",
                    fullname=f"User Number {n}" if n % 3 else None,
                    visits=n % 300,
                    score=n / 8,
                )
                for n in range(1, 100_001)
            ]
            session.add_all(added)
            session.flush()
            assert len([user.id for user in added]) == 100_000
            session.commit()

    taken = []
    for _ in range(rounds):
        taken.append(median_of(1, work))
        with engine.begin() as connection:
            connection.execute(text("DELETE FROM user_account"))
    return statistics.median(taken)


def load(users):
    """All users, in a session that knows none."""

    def measure(rounds):
        engine = database(users)

        def work():
            with Session(engine) as session:
                assert len(session.scalars(select(User)).all()) == users

        return median_of(rounds, work)

    return measure


def load_again(rounds):
    """10 000 users that are there already."""
    with Session(database(10_000)) as session:
        known = session.scalars(select(User)).all()
        return median_of(rounds, lambda: session.scalars(select(User)).all() == known)


def get(rounds):
    """One user by key, known."""
    with Session(database(1000)) as session:
        known = session.scalars(select(User)).all()
        assert session.get(User, 500) is known[499]
        return median_of(rounds, lambda: session.get(User, 500), 10_000)


def read(rounds):
    """A column of an instance."""
    with Session(database(1000)) as session:
        user = session.scalars(select(User)).all()[499]
        return median_of(rounds, lambda: user.visits, 100_000)


def change(changed):
    """A flush with 100 000 users loaded, of which some were changed."""

    def measure(rounds):
        with Session(database(100_000)) as session:
            known = session.scalars(select(User)).all()

            def work():
                for user in known[:: len(known) // changed] if changed else ():
                    user.visits += 1
                session.flush()

            return median_of(rounds, work, 1 if changed else 1000)

    return measure


def addresses(rounds):
    """1000 users and their 10 addresses each."""
    engine = database(1000, 10)

    def work():
        with Session(engine) as session:
            users = session.scalars(select(User).options(selectinload(User.addresses))).all()
            assert sum(len(user.addresses) for user in users) == 10_000

    return median_of(rounds, work)


MEASUREMENTS = [
    ("add and flush 100 000 users, keys back", add_and_flush),
    ("load 10 000 users", load(10_000)),
    ("load 100 000 users", load(100_000)),
    ("load 10 000 users that are there already", load_again),
    ("one user by key, known", get),
    ("read a column of a handle's row", read),
    ("change 10 of 100 000 loaded users and flush", change(10)),
    ("flush 100 000 loaded users, nothing changed", change(0)),
    ("1000 users and their 10 addresses each", addresses),
]


def main():
    """Prints a table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    versions = f"SQLAlchemy {sqlalchemy.__version__}, Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}"
    print(f"| {versions} | median |\n| --- | ---: |")
    for name, measure in MEASUREMENTS:
        print(f"| {name} | {duration(measure(rounds))} |", flush=True)


if __name__ == "__main__":
    main()
