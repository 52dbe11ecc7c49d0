using System.Buffers;
using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>ENVELOPE, BODY and BODYSTRUCTURE: mostly as they were printed when the message came in, else printed anew for the session's dialect.</summary>
internal static class DerivedPrinter
{
    internal static void WriteEnvelope(FetchMessage message, IBufferWriter<byte> output)
    {
        var row = new DerivedMessage(message.Derived.Span);
        ImapDialect dialect = message.Session.Dialect;
        if (dialect == ImapDialect.Rev1 || row.IsSameInEveryDialect)
        {
            output.Write(row.Envelope);
            return;
        }

        var reader = new ImapReader(row.Envelope);
        var writer = new ImapWriter(output, dialect);
        Envelope.Read(ref reader).Write(ref writer);
    }

    /// <param name="message">Whose.</param>
    /// <param name="isExtended">BODYSTRUCTURE rather than BODY.</param>
    /// <param name="output">Where to.</param>
    internal static void WriteStructure(FetchMessage message, bool isExtended, IBufferWriter<byte> output)
    {
        var row = new DerivedMessage(message.Derived.Span);
        ReadOnlySpan<byte> printed = isExtended ? row.BodyStructure : row.Body;
        ImapDialect dialect = message.Session.Dialect;
        bool isRev1 = dialect == ImapDialect.Rev1;
        if (isRev1 ? !row.HasGlobal : row.IsSameInEveryDialect)
        {
            output.Write(printed);
            return;
        }

        var reader = new ImapReader(printed);
        BodyStructure structure = BodyStructure.Read(ref reader);
        var writer = new ImapWriter(output, dialect);
        (isRev1 ? structure.WithoutGlobals() : structure).Write(ref writer, isExtended);
    }
}
