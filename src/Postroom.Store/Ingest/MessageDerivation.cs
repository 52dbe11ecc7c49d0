using System.Buffers;
using System.Text;
using Postroom.Imap;
using Postroom.Mime;
using Postroom.Store.Engine;

namespace Postroom.Store;

/// <summary>Everything that is made of a message once, when it comes in, so that no MIME is parsed when a client reads.</summary>
internal static class MessageDerivation
{
    /// <summary>A longer BODYSTRUCTURE or BODY is replaced by one opaque part (docs/limits.md).</summary>
    private const int MaxStructureOctets = 4 << 20;

    public static StagedMessage Derive(IBlobStage bytes, MimeMessage message, MimeLimits limits, LineEndings? lineEndings = null)
    {
        DerivedRows rows = RowsOf(message, limits);
        byte[] original = [];
        if (lineEndings is not null)
        {
            // Also where nothing was changed: it tells a message that had CRLF all along from one that came over IMAP.
            var runs = new ArrayBufferWriter<byte>();
            lineEndings.Write(runs);
            original = runs.WrittenSpan.ToArray();
        }

        return new StagedMessage(bytes, rows.Derived, rows.Header, ThreadKeys.Of(message.Root.Envelope!), original);
    }

    /// <summary>What can be made again from the bytes at any time; threads cannot, they are fixed when the message comes in (INVARIANTS 4).</summary>
    public static DerivedRows RowsOf(MimeMessage message, MimeLimits limits)
    {
        var header = new ArrayBufferWriter<byte>(4096);
        HeaderBlock.Write(header, message.Root);
        return new DerivedRows(DerivedRow(message, limits), header.WrittenMemory);
    }

    private static ReadOnlyMemory<byte> DerivedRow(MimeMessage message, MimeLimits limits)
    {
        Envelope envelope = EnvelopeDerivation.Of(message.Root.Envelope!, limits);
        BodyStructure structure = BodyStructureDerivation.Of(message.Root, limits);
        ArrayBufferWriter<byte> structureOctets = Print(structure, ImapDialect.Rev1, extended: true);
        if (structureOctets.WrittenCount > MaxStructureOctets)
        {
            structure = BodyStructureDerivation.Opaque(message.Root);
            structureOctets = Print(structure, ImapDialect.Rev1, extended: true);
        }

        ArrayBufferWriter<byte> envelopeOctets = Print(envelope, ImapDialect.Rev1);
        bool isAscii = Ascii.IsValid(envelopeOctets.WrittenSpan) && Ascii.IsValid(structureOctets.WrittenSpan);
        bool isSame = isAscii
            || (Print(envelope, ImapDialect.Rev2).WrittenSpan.SequenceEqual(envelopeOctets.WrittenSpan)
                && Print(structure, ImapDialect.Rev2, extended: true).WrittenSpan.SequenceEqual(structureOctets.WrittenSpan));
        var row = new ArrayBufferWriter<byte>((structureOctets.WrittenCount * 2) + envelopeOctets.WrittenCount + 256);
        DerivedMessage.Write(
            row,
            message,
            envelopeOctets.WrittenSpan,
            Print(structure, ImapDialect.Rev1, extended: false).WrittenSpan,
            structureOctets.WrittenSpan,
            isSame,
            MessageDate.Parse(message.Root.Envelope!.Date.Span) is { } sent ? DateOnly.FromDateTime(sent.DateTime) : null);
        return row.WrittenMemory;
    }

    private static ArrayBufferWriter<byte> Print(Envelope envelope, ImapDialect dialect)
    {
        var output = new ArrayBufferWriter<byte>(1024);
        var writer = new ImapWriter(output, dialect);
        envelope.Write(ref writer);
        return output;
    }

    private static ArrayBufferWriter<byte> Print(BodyStructure structure, ImapDialect dialect, bool extended)
    {
        var output = new ArrayBufferWriter<byte>(1024);
        var writer = new ImapWriter(output, dialect);
        structure.Write(ref writer, extended);
        return output;
    }
}
