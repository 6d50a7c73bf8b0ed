-- @dialect sqlite
--
-- A shop that sells music: tables and columns are those of the Chinook sample database
-- (https://github.com/lerocha/chinook-database), so that its data loads as it is.

-- Whoever recorded an album: a band, a singer, an orchestra.
CREATE TABLE Artist (
    ArtistId INTEGER NOT NULL,
    Name     NVARCHAR(120),                         -- unknown for a few
    CONSTRAINT PK_Artist PRIMARY KEY (ArtistId)
);

-- A record, of one artist.
CREATE TABLE Album (
    AlbumId  INTEGER       NOT NULL,
    Title    NVARCHAR(160) NOT NULL,
    ArtistId INTEGER       NOT NULL REFERENCES Artist (ArtistId),
    CONSTRAINT PK_Album PRIMARY KEY (AlbumId)
);

-- Rock, Jazz, Opera, ….
CREATE TABLE Genre (
    GenreId INTEGER NOT NULL,
    Name    NVARCHAR(120),
    CONSTRAINT PK_Genre PRIMARY KEY (GenreId)
);

-- How a track is encoded.
CREATE TABLE MediaType (
    MediaTypeId INTEGER NOT NULL,
    Name        NVARCHAR(120),
    CONSTRAINT PK_MediaType PRIMARY KEY (MediaTypeId)
);

-- A piece of music, or an episode of a series: what is sold.
CREATE TABLE Track (
    TrackId      INTEGER        NOT NULL,
    Name         NVARCHAR(200)  NOT NULL,
    AlbumId      INTEGER        REFERENCES Album (AlbumId),
    MediaTypeId  INTEGER        NOT NULL REFERENCES MediaType (MediaTypeId),
    GenreId      INTEGER        REFERENCES Genre (GenreId),
    Composer     NVARCHAR(220),                     -- one or several, as printed on the sleeve
    Milliseconds INTEGER        NOT NULL,           -- playing time
    Bytes        INTEGER,                           -- size of the file
    UnitPrice    NUMERIC(10, 2) NOT NULL,
    CONSTRAINT PK_Track PRIMARY KEY (TrackId)
);

-- A list of tracks under a name.
CREATE TABLE Playlist (
    PlaylistId INTEGER NOT NULL,
    Name       NVARCHAR(120),
    CONSTRAINT PK_Playlist PRIMARY KEY (PlaylistId)
);

-- Which tracks are on which list. Two foreign keys and nothing else: `Playlist.tracks`, `Track.playlists`.
CREATE TABLE PlaylistTrack (
    PlaylistId INTEGER NOT NULL REFERENCES Playlist (PlaylistId),
    TrackId    INTEGER NOT NULL REFERENCES Track (TrackId),
    CONSTRAINT PK_PlaylistTrack PRIMARY KEY (PlaylistId, TrackId)
);

-- Who works in the shop.
CREATE TABLE Employee (
    EmployeeId INTEGER      NOT NULL,
    LastName   NVARCHAR(20) NOT NULL,
    FirstName  NVARCHAR(20) NOT NULL,
    Title      NVARCHAR(30),                        -- position, as on the business card
    ReportsTo  INTEGER      REFERENCES Employee (EmployeeId),   -- @relationship manager back_populates=reports
    BirthDate  DATETIME,
    HireDate   DATETIME,
    Address    NVARCHAR(70),
    City       NVARCHAR(40),
    State      NVARCHAR(40),
    Country    NVARCHAR(40),
    PostalCode NVARCHAR(10),
    Phone      NVARCHAR(24),
    Fax        NVARCHAR(24),
    Email      NVARCHAR(60),
    CONSTRAINT PK_Employee PRIMARY KEY (EmployeeId)
);

-- Who buys.
CREATE TABLE Customer (
    CustomerId   INTEGER      NOT NULL,
    FirstName    NVARCHAR(40) NOT NULL,
    LastName     NVARCHAR(20) NOT NULL,
    Company      NVARCHAR(80),
    Address      NVARCHAR(70),
    City         NVARCHAR(40),
    State        NVARCHAR(40),
    Country      NVARCHAR(40),
    PostalCode   NVARCHAR(10),
    Phone        NVARCHAR(24),
    Fax          NVARCHAR(24),
    Email        NVARCHAR(60) NOT NULL,
    SupportRepId INTEGER      REFERENCES Employee (EmployeeId), -- @relationship support_rep back_populates=customers
    CONSTRAINT PK_Customer PRIMARY KEY (CustomerId)
);

-- A purchase, with the address it was billed to.
CREATE TABLE Invoice (
    InvoiceId         INTEGER        NOT NULL,
    CustomerId        INTEGER        NOT NULL REFERENCES Customer (CustomerId),
    InvoiceDate       DATETIME       NOT NULL,
    BillingAddress    NVARCHAR(70),
    BillingCity       NVARCHAR(40),
    BillingState      NVARCHAR(40),
    BillingCountry    NVARCHAR(40),
    BillingPostalCode NVARCHAR(10),
    Total             NUMERIC(10, 2) NOT NULL,      -- sum of its lines
    CONSTRAINT PK_Invoice PRIMARY KEY (InvoiceId)
);

-- One track on an invoice, at the price of that day.
CREATE TABLE InvoiceLine (
    InvoiceLineId INTEGER        NOT NULL,
    InvoiceId     INTEGER        NOT NULL REFERENCES Invoice (InvoiceId),   -- @relationship invoice back_populates=lines cascade=all,delete-orphan
    TrackId       INTEGER        NOT NULL REFERENCES Track (TrackId),
    UnitPrice     NUMERIC(10, 2) NOT NULL,
    Quantity      INTEGER        NOT NULL,
    CONSTRAINT PK_InvoiceLine PRIMARY KEY (InvoiceLineId)
);

CREATE INDEX IFK_AlbumArtistId        ON Album (ArtistId);
CREATE INDEX IFK_CustomerSupportRepId ON Customer (SupportRepId);
CREATE INDEX IFK_EmployeeReportsTo    ON Employee (ReportsTo);
CREATE INDEX IFK_InvoiceCustomerId    ON Invoice (CustomerId);
CREATE INDEX IFK_InvoiceLineInvoiceId ON InvoiceLine (InvoiceId);
CREATE INDEX IFK_InvoiceLineTrackId   ON InvoiceLine (TrackId);
CREATE INDEX IFK_PlaylistTrackPlaylistId ON PlaylistTrack (PlaylistId);
CREATE INDEX IFK_PlaylistTrackTrackId ON PlaylistTrack (TrackId);
CREATE INDEX IFK_TrackAlbumId         ON Track (AlbumId);
CREATE INDEX IFK_TrackGenreId         ON Track (GenreId);
CREATE INDEX IFK_TrackMediaTypeId     ON Track (MediaTypeId);
