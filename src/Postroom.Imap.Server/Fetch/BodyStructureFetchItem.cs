using System.Buffers;
using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>BODYSTRUCTURE (RFC 3501 §7.4.2): printed when the message came in, sent from there.</summary>
internal sealed class BodyStructureFetchItem : IFetchItem
{
    public FetchNeeds Needs => FetchNeeds.Derived;

    public void Write(FetchMessage message, IBufferWriter<byte> output)
    {
        output.Write("BODYSTRUCTURE "u8);
        output.Write(new DerivedMessage(message.Derived.Span).BodyStructure);
    }
}
