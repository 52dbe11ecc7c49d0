namespace Postroom.Imap;

/// <summary>PARTIAL (modifier-partial, RFC 9394 §4), of SEARCH's RETURN and of FETCH: only the results at these places.</summary>
/// <param name="From">One end, as sent: 500:400 is the same as 400:500.</param>
/// <param name="To">The other.</param>
/// <param name="IsFromEnd">Sent with "-": the last result is 1.</param>
public sealed record PartialOption(uint From, uint To, bool IsFromEnd) : CommandOption(OptionName)
{
    /// <summary>PARTIAL.</summary>
    public const string OptionName = "PARTIAL";

    /// <summary>How many results it asks for, at most.</summary>
    public long Extent => Math.Abs((long)To - From) + 1;

    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteRaw("PARTIAL "u8);
        WriteRange(ref writer);
    }

    /// <summary>Writes the range as it was sent.</summary>
    public void WriteRange(ref ImapWriter writer)
    {
        writer.WriteRaw(IsFromEnd ? "-"u8 : ""u8);
        writer.WriteNumber(From);
        writer.WriteRaw(IsFromEnd ? ":-"u8 : ":"u8);
        writer.WriteNumber(To);
    }

    /// <summary>The places it means among <paramref name="count"/> results, counted from 1; the first is above the last where it means none.</summary>
    public (long First, long Last) PlacesAmong(long count)
    {
        (long low, long high) = (Math.Min(From, To), Math.Max(From, To));
        return IsFromEnd ? (Math.Max(1, count - high + 1), count - low + 1) : (low, Math.Min(high, count));
    }

    // modifier-partial = "PARTIAL" SP partial-range; partial-range = nz-number ":" nz-number / MINUS nz-number ":" MINUS nz-number
    /// <summary>Reads what stands behind the name.</summary>
    public static PartialOption Read(ref ImapReader reader)
    {
        reader.ReadSpace();
        bool isFromEnd = reader.TryRead((byte)'-');
        uint from = reader.ReadNzNumber();
        reader.Read((byte)':', "\":\"");
        if (isFromEnd)
        {
            reader.Read((byte)'-', "\"-\"");
        }

        return new(from, reader.ReadNzNumber(), isFromEnd);
    }
}
