using System.Buffers;
using System.Text;
using System.Text.Unicode;
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

        return new StagedMessage(bytes, rows.Derived, rows.Header, ThreadKeys.Of(message.Root.Envelope!), original)
        {
            Header = WrittenIn(message.Root.Header.Span),
        };
    }

    private static HeaderOctets WrittenIn(ReadOnlySpan<byte> header) =>
        Ascii.IsValid(header) ? HeaderOctets.Ascii : Utf8.IsValid(header) ? HeaderOctets.Utf8 : HeaderOctets.Unlabelled;

    /// <summary>What can be made again from the bytes at any time; threads cannot, they are fixed when the message comes in (INVARIANTS 4).</summary>
    public static DerivedRows RowsOf(MimeMessage message, MimeLimits limits)
    {
        DerivationScratch scratch = DerivationScratch.Take();
        byte[] derived = DerivedRow(message, limits, scratch);
        scratch.Row.ResetWrittenCount();
        HeaderBlock.Write(scratch.Row, message.Root);
        byte[] header = scratch.Row.WrittenSpan.ToArray();
        scratch.GiveBack();
        return new DerivedRows(derived, header);
    }

    private static byte[] DerivedRow(MimeMessage message, MimeLimits limits, DerivationScratch scratch)
    {
        Envelope envelope = EnvelopeDerivation.Of(message.Root.Envelope!, limits);
        BodyStructure structure = BodyStructureDerivation.Of(message.Root, limits);
        Print(structure, ImapDialect.Rev1, extended: true, scratch.Structure);
        if (scratch.Structure.WrittenCount > MaxStructureOctets)
        {
            structure = BodyStructureDerivation.Opaque(message.Root);
            Print(structure, ImapDialect.Rev1, extended: true, scratch.Structure);
        }

        Print(envelope, ImapDialect.Rev1, scratch.Envelope);
        bool isAscii = Ascii.IsValid(scratch.Envelope.WrittenSpan) && Ascii.IsValid(scratch.Structure.WrittenSpan);
        bool isSame = isAscii
            || (Print(envelope, ImapDialect.Rev2, scratch.Row).SequenceEqual(scratch.Envelope.WrittenSpan)
                && Print(structure, ImapDialect.Rev2, extended: true, scratch.Row).SequenceEqual(scratch.Structure.WrittenSpan));
        Print(structure, ImapDialect.Rev1, extended: false, scratch.Body);
        scratch.Row.ResetWrittenCount();
        DerivedMessage.Write(
            scratch.Row,
            message,
            scratch.Envelope.WrittenSpan,
            scratch.Body.WrittenSpan,
            scratch.Structure.WrittenSpan,
            isSame,
            HasGlobal(message.Root),
            MessageDate.Parse(message.Root.Envelope!.Date.Span) is { } sent ? DateOnly.FromDateTime(sent.DateTime) : null);
        return scratch.Row.WrittenSpan.ToArray();
    }

    // The part index counts it as a message, so its parts can be fetched by whoever knows that they are there.
    private static bool HasGlobal(MimePart part) =>
        (part.Embedded is { } embedded && (part.ContentType.Is("message"u8, "global"u8) || HasGlobal(embedded))) || part.Children.Any(HasGlobal);

    private static ReadOnlySpan<byte> Print(Envelope envelope, ImapDialect dialect, ArrayBufferWriter<byte> output)
    {
        output.ResetWrittenCount();
        var writer = new ImapWriter(output, dialect);
        envelope.Write(ref writer);
        return output.WrittenSpan;
    }

    private static ReadOnlySpan<byte> Print(BodyStructure structure, ImapDialect dialect, bool extended, ArrayBufferWriter<byte> output)
    {
        output.ResetWrittenCount();
        var writer = new ImapWriter(output, dialect);
        structure.Write(ref writer, extended);
        return output.WrittenSpan;
    }
}
