using System.Buffers;

namespace Postroom.Imap.Server;

/// <summary>BODY without a section: the structure without extension data (RFC 3501 §7.4.2).</summary>
internal sealed class BodyFetchItem : IFetchItem
{
    public FetchNeeds Needs => FetchNeeds.Derived;

    public void Write(FetchMessage message, IBufferWriter<byte> output)
    {
        output.Write("BODY "u8);
        DerivedPrinter.WriteStructure(message, isExtended: false, output);
    }
}
