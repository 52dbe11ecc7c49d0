using System.Buffers;

namespace Postroom.Imap.Server;

/// <summary>ENVELOPE (RFC 3501 §7.4.2): <see cref="DerivedPrinter"/>.</summary>
internal sealed class EnvelopeFetchItem : IFetchItem
{
    public FetchNeeds Needs => FetchNeeds.Derived;

    public void Write(FetchMessage message, IBufferWriter<byte> output)
    {
        output.Write("ENVELOPE "u8);
        DerivedPrinter.WriteEnvelope(message, output);
    }
}
