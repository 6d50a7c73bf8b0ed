-- A seat is known by its room and its number.
CREATE TABLE seat (
    room   VARCHAR(10) NOT NULL,
    number INTEGER NOT NULL,
    broken BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (room, number)
);

CREATE TABLE booking (
    id          INTEGER PRIMARY KEY,
    seat_room   VARCHAR(10) NOT NULL,
    seat_number INTEGER NOT NULL,
    guest       TEXT NOT NULL,
    CONSTRAINT fk_booking_seat FOREIGN KEY (seat_room, seat_number) REFERENCES seat (room, number) ON DELETE CASCADE,
    CONSTRAINT one_booking_each UNIQUE (seat_room, seat_number)
);
