namespace Postroom.Imap;

public ref partial struct ImapReader
{
    private static ReadOnlySpan<byte> Months => "JanFebMarAprMayJunJulAugSepOctNovDec"u8;

    // number = 1*DIGIT ; 0 <= n < 4,294,967,296
    /// <summary>Demands a number of 32 bits.</summary>
    public uint ReadNumber() => (uint)ReadNumber(ImapNumber.MaxNumber, "a number up to 4294967295");

    // number64 = 1*DIGIT ; 0 <= n <= 9,223,372,036,854,775,807
    /// <summary>Demands a number of 63 bits.</summary>
    public ulong ReadNumber64() => ReadNumber(ImapNumber.MaxNumber64, "a number up to 2^63-1");

    // nz-number = digit-nz *DIGIT
    /// <summary>Demands a number from 1 to 2^32-1.</summary>
    public uint ReadNzNumber(string what = "a number from 1 to 4294967295")
    {
        if (Peek((byte)'0'))
        {
            throw Wanted(what);
        }

        return (uint)ReadNumber(ImapNumber.MaxNumber, what);
    }

    /// <summary>Demands a mod-sequence-valzer (RFC 7162 §7).</summary>
    public ModSeq ReadModSeq() => new(ReadNumber64());

    /// <summary>Demands a uniqueid.</summary>
    public Uid ReadUid() => new(ReadNzNumber("a UID from 1 to 4294967295"));

    internal ulong ReadNumber(ulong max, string what)
    {
        ReadOnlySpan<byte> rest = Rest;
        int end = rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        ReadOnlySpan<byte> digits = end < 0 ? rest : rest[..end];
        if (!ImapNumber.TryParse(digits, max, out ulong value))
        {
            throw Wanted(what);
        }

        _position += digits.Length;
        return value;
    }

    // sequence-set = (seq-number / seq-range) ["," sequence-set] / "$"; seq-number = nz-number / "*"
    /// <summary>Demands a sequence-set.</summary>
    public SequenceSet ReadSequenceSet()
    {
        if (Syntax.HasSavedResult && TryRead((byte)'$'))
        {
            return SequenceSet.SavedResult;
        }

        (uint, uint) first = ReadSequenceRange();
        if (!Peek((byte)','))
        {
            return new SequenceSet([first]);
        }

        var ranges = new List<(uint, uint)> { first };
        while (TryRead((byte)','))
        {
            ranges.Add(ReadSequenceRange());
        }

        return new SequenceSet(ranges.ToArray());
    }

    // uid-set = (uniqueid / uid-range) *("," uid-set): no "*", no "$"
    /// <summary>Demands a uid-set, its order kept (COPYUID pairs by it).</summary>
    public SequenceSet ReadUidSequence()
    {
        int start = _position;
        SequenceSet set = ReadSequenceSet();
        return !set.HasStar && !set.IsSavedResult ? set : throw new ImapSyntaxException("Expected UIDs without \"*\"", start);
    }

    /// <summary>Demands a uid-set and sorts it.</summary>
    public UidSet ReadUidSet() => ReadUidSequence().ResolveUids(null);

    private (uint From, uint To) ReadSequenceRange()
    {
        uint from = ReadSequenceNumber();
        return (from, TryRead((byte)':') ? ReadSequenceNumber() : from);
    }

    private uint ReadSequenceNumber() => TryRead((byte)'*') ? SequenceSet.Star : ReadNzNumber("a message number from 1 to 4294967295, or \"*\"");

    // flag = "\Answered" / ... / flag-keyword / flag-extension; flag-extension = "\" atom
    /// <summary>Demands a flag.</summary>
    public Flag ReadFlag()
    {
        int start = _position;
        TryRead((byte)'\\');
        ReadAtom("a flag");
        return Flag.TryParse(_input[start.._position], out Flag flag) ? flag : throw Wanted("a flag");
    }

    // flag-list = "(" [flag *(SP flag)] ")"
    /// <summary>Demands flags in parentheses.</summary>
    public FlagList ReadFlagList()
    {
        ReadOpen();
        if (TryRead((byte)')'))
        {
            return FlagList.Empty;
        }

        FlagList flags = ReadFlags();
        ReadClose();
        return flags;
    }

    // flag *(SP flag)
    /// <summary>Demands flags without parentheses.</summary>
    public FlagList ReadFlags()
    {
        Flag first = ReadFlag();
        if (!Peek((byte)' '))
        {
            return [first];
        }

        var flags = new List<Flag> { first };
        while (_position + 1 < _input.Length && TryReadSpace())
        {
            flags.Add(ReadFlag());
        }

        return FlagList.Create(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(flags));
    }

    // date = date-text / DQUOTE date-text DQUOTE; date-text = date-day "-" date-month "-" date-year
    /// <summary>Demands a date (SEARCH).</summary>
    public DateOnly ReadDate()
    {
        int start = _position;
        bool quoted = TryRead((byte)'"');
        int day = ReadDigits(1, 2);
        (int month, int year) = ReadMonthAndYear();
        if (quoted)
        {
            Read((byte)'"', "a closing quote");
        }

        return year >= 1 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            ? new DateOnly(year, month, day)
            : throw new ImapSyntaxException("Expected a day that exists", start);
    }

    // date-time = DQUOTE date-day-fixed "-" date-month "-" date-year SP time SP zone DQUOTE; date-day-fixed = (SP DIGIT) / 2DIGIT
    /// <summary>Demands a date-time (INTERNALDATE, APPEND).</summary>
    /// <remarks>Leniency, one-digit day: scripts that format dates by hand leave out the space before it. A leap second counts as :59.</remarks>
    public InternalDate ReadDateTime()
    {
        int start = _position;
        Read((byte)'"', "a date-time");
        int day = TryReadSpace() ? ReadDigits(1, 1) : ReadDigits(1, 2);
        (int month, int year) = ReadMonthAndYear();
        ReadSpace();
        int hour = ReadDigits(2, 2);
        Read((byte)':', "\":\"");
        int minute = ReadDigits(2, 2);
        Read((byte)':', "\":\"");
        int second = ReadDigits(2, 2);
        ReadSpace();
        bool west = TryRead((byte)'-');
        if (!west)
        {
            Read((byte)'+', "a zone");
        }

        int zoneHours = ReadDigits(2, 2);
        int zoneMinutes = ReadDigits(2, 2);
        Read((byte)'"', "a closing quote");
        var zone = new TimeSpan(zoneHours, zoneMinutes, 0);
        bool exists = year >= 1 && day >= 1 && day <= DateTime.DaysInMonth(year, month) && hour < 24 && minute < 60 && second <= 60
            && zoneMinutes < 60 && zone <= TimeSpan.FromHours(14);
        if (exists)
        {
            var local = new DateTime(year, month, day, hour, minute, Math.Min(second, 59));
            TimeSpan offset = west ? -zone : zone;
            long utc = local.Ticks - offset.Ticks;
            if (utc >= DateTime.MinValue.Ticks && utc <= DateTime.MaxValue.Ticks)
            {
                return new InternalDate(new DateTimeOffset(local, offset));
            }
        }

        throw new ImapSyntaxException("Expected a date and time that exist, zone -1400 to +1400", start);
    }

    private (int Month, int Year) ReadMonthAndYear()
    {
        Read((byte)'-', "\"-\"");
        int month = 0;
        for (int i = 0; i < 12 && Rest.Length >= 3; i++)
        {
            if (Ascii.EqualsIgnoreCase(Rest[..3], Months.Slice(i * 3, 3)))
            {
                month = i + 1;
            }
        }

        if (month == 0)
        {
            throw Wanted("a month, Jan to Dec");
        }

        _position += 3;
        Read((byte)'-', "\"-\"");
        return (month, ReadDigits(4, 4));
    }

    private int ReadDigits(int least, int most)
    {
        int value = 0;
        int count = 0;
        for (; count < most && !AtEnd && Ascii.IsDigit(_input[_position]); count++)
        {
            value = (value * 10) + _input[_position++] - '0';
        }

        return count >= least ? value : throw Wanted(most == 1 ? "a digit" : $"{most} digits");
    }

    // "(" objectid ")" (RFC 8474 §7)
    /// <summary>Demands an object id in parentheses.</summary>
    public ObjectId ReadObjectIdInParentheses()
    {
        ReadOpen();
        ObjectId id = ReadObjectId();
        ReadClose();
        return id;
    }

    // objectid = 1*255(ALPHA / DIGIT / "_" / "-") (RFC 8474 §7)
    /// <summary>Demands an object id.</summary>
    public ObjectId ReadObjectId()
    {
        int start = _position;
        return ObjectId.TryParse(ReadAtom("an object id"), out ObjectId id) ? id : throw new ImapSyntaxException("Expected an object id", start);
    }

    // tagged-ext-val = tagged-ext-simple / "(" [tagged-ext-comp] ")" (RFC 4466 §3), or any nstring, or body-extension: kept, not understood
    /// <summary>Demands one value of any kind and gives its octets as they stand, parentheses, quotes and literals included.</summary>
    public ReadOnlySpan<byte> ReadAnyValue()
    {
        int start = _position;
        int depth = 0;
        do
        {
            if (TryRead((byte)'('))
            {
                if (++depth > MaxNesting)
                {
                    throw TooDeep();
                }

                continue;
            }

            if (depth > 0 && TryRead((byte)')'))
            {
                depth--;
            }
            else if (depth > 0 && _position > start && TryReadSpace())
            {
                continue;
            }
            else if (!TryReadLiteral(out _, out _, allowBinary: true, allowDetached: false) && !TryReadString(out _)
                && !TryRead((byte)'\\') && !TryReadRun(ImapChars.ListMailbox, out _))
            {
                throw Wanted("a value");
            }
        }
        while (depth > 0);
        return _input[start.._position];
    }
}
