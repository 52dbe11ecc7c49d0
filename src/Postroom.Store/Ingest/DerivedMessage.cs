using System.Buffers;
using Postroom.Mime;
using Postroom.Store.Codecs;

namespace Postroom.Store;

/// <summary>What was derived from a message when it came in, ready to send: a row of <see cref="Engine.StoreTable.Derived"/>, read in place.</summary>
public readonly ref struct DerivedMessage
{
    private const byte Version = 1;

    [Flags]
    private enum Traits : byte
    {
        None = 0,
        SameInEveryDialect = 1,
        HasNul = 2,
        HasSentDate = 4,
        HasGlobal = 8,
        Shown = SameInEveryDialect | HasGlobal, // what decides how the printed values are told
    }

    private readonly Traits _traits;

    /// <summary>Reads a row.</summary>
    /// <exception cref="InvalidDataException">It is not one.</exception>
    public DerivedMessage(ReadOnlySpan<byte> row)
    {
        if (row.Length < 2 || row[0] != Version)
        {
            throw new InvalidDataException("A derived row of a version that this program does not know.");
        }

        _traits = (Traits)row[1];
        row = row[2..];
        SentDay = (long)Varint.Read(ref row) - DayOffset;
        Envelope = Varint.ReadOctets(ref row);
        Body = Varint.ReadOctets(ref row);
        BodyStructure = Varint.ReadOctets(ref row);
        Parts = new PartIndex(row);
    }

    /// <summary>ENVELOPE's value as IMAP4rev1 prints it (RFC 3501 §7.4.2).</summary>
    public ReadOnlySpan<byte> Envelope { get; }

    /// <summary>BODY's value: BODYSTRUCTURE without extension data, as IMAP4rev1 prints it, but for <see cref="HasGlobal"/>.</summary>
    public ReadOnlySpan<byte> Body { get; }

    /// <summary>BODYSTRUCTURE's value as IMAP4rev1 prints it, but for <see cref="HasGlobal"/>.</summary>
    public ReadOnlySpan<byte> BodyStructure { get; }

    /// <summary>Where every part lies.</summary>
    public PartIndex Parts { get; }

    /// <summary>The values above are the same for a session that takes UTF-8 (IMAP4rev2, UTF8=ACCEPT); otherwise they are printed anew for it.</summary>
    public bool IsSameInEveryDialect => (_traits & Traits.SameInEveryDialect) != 0;

    /// <summary>A message/global is in it, told as message/rfc822 is: IMAP4rev1's grammar shows it as any other part (RFC 9755, "FETCH BODYSTRUCTURE").</summary>
    /// <remarks>False for those that were told to clients otherwise before this was known (INVARIANTS 4).</remarks>
    public bool HasGlobal => (_traits & Traits.HasGlobal) != 0;

    /// <summary>The message holds a NUL, which BODY[] shows as 0x80 (INVARIANTS 17).</summary>
    public bool HasNul => (_traits & Traits.HasNul) != 0;

    /// <summary>False: there is no Date field, or it holds no date.</summary>
    public bool HasSentDate => (_traits & Traits.HasSentDate) != 0;

    /// <summary>The Date field's day as written, disregarding time and zone (SENTON, RFC 3501 §6.4.4): days since 1970-01-01.</summary>
    public long SentDay { get; }

    /// <summary>True if a client cannot tell the two apart: INVARIANTS 4's three values are the same.</summary>
    internal bool LooksLike(DerivedMessage other) =>
        HasGlobal == other.HasGlobal && Envelope.SequenceEqual(other.Envelope) && Body.SequenceEqual(other.Body) && BodyStructure.SequenceEqual(other.BodyStructure);

    /// <summary>A row with this one's internals that shows clients what <paramref name="shown"/> shows.</summary>
    internal byte[] Showing(DerivedMessage shown)
    {
        var row = new ArrayBufferWriter<byte>(shown.Envelope.Length + shown.Body.Length + shown.BodyStructure.Length + Parts.Octets.Length + 64);
        row.Write([Version, (byte)((_traits & ~Traits.Shown) | (shown._traits & Traits.Shown))]);
        Varint.Write(row, SentDay + DayOffset);
        Varint.WriteOctets(row, shown.Envelope);
        Varint.WriteOctets(row, shown.Body);
        Varint.WriteOctets(row, shown.BodyStructure);
        row.Write(Parts.Octets);
        return row.WrittenSpan.ToArray();
    }

    private const long DayOffset = 1_000_000; // year 1 is day -719,162: keeps the number unsigned

    internal static void Write(
        IBufferWriter<byte> output, MimeMessage message, ReadOnlySpan<byte> envelope, ReadOnlySpan<byte> body, ReadOnlySpan<byte> bodyStructure,
        bool sameInEveryDialect, bool hasGlobal, DateOnly? sentDay)
    {
        Traits traits = (sameInEveryDialect ? Traits.SameInEveryDialect : 0)
            | (hasGlobal ? Traits.HasGlobal : 0)
            | (message.HasNul ? Traits.HasNul : 0)
            | (sentDay is null ? 0 : Traits.HasSentDate);
        output.Write([Version, (byte)traits]);
        long day = sentDay is { } given ? given.DayNumber - new DateOnly(1970, 1, 1).DayNumber : 0;
        Varint.Write(output, day + DayOffset);
        Varint.WriteOctets(output, envelope);
        Varint.WriteOctets(output, body);
        Varint.WriteOctets(output, bodyStructure);
        PartIndex.Write(output, message.Root);
    }
}
