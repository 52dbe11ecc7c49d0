using System.Buffers;

namespace Postroom.Imap.Server;

/// <summary>FETCH's SAVEDATE (RFC 8514 §4.2), in UTC.</summary>
internal sealed class SaveDateItem : IFetchItem
{
    public FetchNeeds Needs => FetchNeeds.None;

    public void Write(FetchMessage message, IBufferWriter<byte> output)
    {
        var writer = new ImapWriter(output);
        writer.WriteRaw("SAVEDATE "u8);
        writer.WriteDateTime(new InternalDate(DateTimeOffset.FromUnixTimeSeconds(message.SaveDateSeconds)));
    }
}
