using System.Buffers;

namespace Postroom.Imap.Server;

/// <summary>BODYSTRUCTURE (RFC 3501 §7.4.2): <see cref="DerivedPrinter"/>.</summary>
internal sealed class BodyStructureFetchItem : IFetchItem
{
    public FetchNeeds Needs => FetchNeeds.Derived;

    public void Write(FetchMessage message, IBufferWriter<byte> output)
    {
        output.Write("BODYSTRUCTURE "u8);
        DerivedPrinter.WriteStructure(message, isExtended: true, output);
    }
}
