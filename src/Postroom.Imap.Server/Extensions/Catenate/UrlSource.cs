using System.Buffers;
using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>The octets that a URL names.</summary>
internal sealed class UrlSource
{
    private const int MaxHeaderOctets = 1 << 20; // as FETCH: no more of a header is looked at for its fields

    private readonly Mailbox _mailbox;
    private readonly EmailKey _email;
    private readonly long _offset;
    private readonly HeaderFieldFilter? _fields;
    private readonly int _headerOctets;
    private long _skipped;

    internal UrlSource(Mailbox mailbox, EmailKey email, long offset, long length) =>
        (_mailbox, _email, _offset, Octets) = (mailbox, email, offset, length);

    private UrlSource(Mailbox mailbox, EmailKey email, long offset, int headerOctets, HeaderFieldFilter fields) =>
        (_mailbox, _email, _offset, _headerOctets, _fields) = (mailbox, email, offset, headerOctets, fields);

    /// <summary>How many there are.</summary>
    internal long Octets { get; private set; }

    /// <summary>HEADER.FIELDS of the header that lies there. Picked out again when they are copied: a thousand headers would be much to keep.</summary>
    internal static async ValueTask<UrlSource> OfFieldsAsync(
        Mailbox mailbox, EmailKey email, long offset, long length, SectionSpec section, CancellationToken cancellationToken)
    {
        var fields = new HeaderFieldFilter(section.Fields, isNot: section.Text == SectionText.HeaderFieldsNot);
        var source = new UrlSource(mailbox, email, offset, (int)Math.Min(length, MaxHeaderOctets), fields);
        source.Octets = (await source.PickAsync(fields, cancellationToken)).Length;
        return source;
    }

    /// <summary>Only <paramref name="count"/> octets from <paramref name="first"/> on, as a partial FETCH.</summary>
    internal UrlSource Cut(ulong first, ulong? count)
    {
        _skipped = (long)Math.Min(first, (ulong)Octets);
        Octets = (long)Math.Min(count ?? ulong.MaxValue, (ulong)(Octets - _skipped));
        return this;
    }

    /// <summary>Copies <paramref name="length"/> octets from <paramref name="at"/> on; fewer where the message is not what its row says.</summary>
    internal async ValueTask ReadAsync(long at, int length, IBufferWriter<byte> into, CancellationToken cancellationToken)
    {
        if (_fields is null)
        {
            await _mailbox.ReadBlobAsync(_email, _offset + _skipped + at, length, into, cancellationToken);
            return;
        }

        ReadOnlyMemory<byte> picked = await PickAsync(_fields, cancellationToken);
        into.Write(picked.Span.Slice((int)(_skipped + at), length));
    }

    private async ValueTask<ReadOnlyMemory<byte>> PickAsync(HeaderFieldFilter fields, CancellationToken cancellationToken)
    {
        var header = new ArrayBufferWriter<byte>();
        var picked = new ArrayBufferWriter<byte>();
        await _mailbox.ReadBlobAsync(_email, _offset, _headerOctets, header, cancellationToken);
        fields.Write(header.WrittenMemory, picked);
        return picked.WrittenMemory;
    }
}
