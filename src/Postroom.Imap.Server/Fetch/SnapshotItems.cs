using System.Buffers;

namespace Postroom.Imap.Server;

/// <summary>FLAGS (RFC 3501 §7.4.2).</summary>
internal sealed class FlagsItem : IFetchItem
{
    public FetchNeeds Needs => FetchNeeds.None;

    public void Write(FetchMessage message, IBufferWriter<byte> output) => message.WriteFlags(output);
}

/// <summary>UID.</summary>
internal sealed class UidItem : IFetchItem
{
    public FetchNeeds Needs => FetchNeeds.None;

    public void Write(FetchMessage message, IBufferWriter<byte> output) => ResponseLines.WriteNamed(output, "UID "u8, message.Uid.Value);
}

/// <summary>RFC822.SIZE.</summary>
internal sealed class SizeItem : IFetchItem
{
    public FetchNeeds Needs => FetchNeeds.None;

    public void Write(FetchMessage message, IBufferWriter<byte> output) => ResponseLines.WriteNamed(output, "RFC822.SIZE "u8, message.Size);
}

/// <summary>INTERNALDATE, in the zone it came with.</summary>
internal sealed class InternalDateItem : IFetchItem
{
    public FetchNeeds Needs => FetchNeeds.None;

    public void Write(FetchMessage message, IBufferWriter<byte> output)
    {
        var writer = new ImapWriter(output);
        writer.WriteRaw("INTERNALDATE "u8);
        writer.WriteDateTime(new InternalDate(
            DateTimeOffset.FromUnixTimeSeconds(message.InternalDateSeconds).ToOffset(TimeSpan.FromMinutes(message.InternalDateZoneMinutes))));
    }
}
