using System.Buffers;

namespace Postroom.Imap.Server;

/// <summary>FETCH's EMAILID (RFC 8474 §5.1): the same wherever COPY and MOVE brought the message.</summary>
internal sealed class EmailIdItem : IFetchItem
{
    public FetchNeeds Needs => FetchNeeds.Identity;

    public void Write(FetchMessage message, IBufferWriter<byte> output) => Write("EMAILID ("u8, message.Identity.Id.ToString(), output);

    internal static void Write(ReadOnlySpan<byte> name, string id, IBufferWriter<byte> output)
    {
        var writer = new ImapWriter(output);
        writer.WriteRaw(name);
        writer.WriteAscii(id);
        writer.WriteRaw(")"u8);
    }
}

/// <summary>FETCH's THREADID (RFC 8474 §5.2). Every message here is in a thread, if only its own: NIL is never said.</summary>
internal sealed class ThreadIdItem : IFetchItem
{
    public FetchNeeds Needs => FetchNeeds.Identity;

    public void Write(FetchMessage message, IBufferWriter<byte> output) =>
        EmailIdItem.Write("THREADID ("u8, message.Identity.Thread.ToString(), output);
}
