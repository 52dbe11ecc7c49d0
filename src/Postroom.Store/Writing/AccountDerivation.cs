using System.Buffers;
using Postroom.Mime;
using Postroom.Store.Codecs;
using Postroom.Store.Engine;

namespace Postroom.Store.Writing;

/// <summary>Makes Derived and Header rows anew from messages' bytes, while people go on working: in small commits behind theirs.</summary>
internal sealed partial class AccountDerivation(AccountCore core, DerivationScope scope, MimeLimits limits)
{
    private const int BatchMessages = 256;
    private const int BatchOctets = 1 << 20;
    private const int PieceOctets = 256 << 10;

    private readonly ArrayBufferWriter<byte> _piece = new(PieceOctets);
    private readonly List<RemadeEmail> _batch = [];
    private readonly List<string> _findings = [];
    private MimeParser _parser = new(limits);
    private int _batchOctets;
    private long _read;
    private long _made;
    private long _replaced;
    private long _differing;
    private int _renewed;

    internal async ValueTask<DerivationResult> RunAsync(CancellationToken cancellationToken)
    {
        long last = core.State.Counters.Email; // what comes later is derived by this program as it comes
        using (var emails = new TableWalk(core, StoreTable.Email, last))
        using (var derived = new TableWalk(core, StoreTable.Derived, last))
        using (var headers = new TableWalk(core, StoreTable.Header, last))
        {
            while (await emails.NextAsync(cancellationToken).ConfigureAwait(false))
            {
                await RemakeAsync(
                    new EmailKey(emails.Email),
                    EmailCodec.Read(emails.Value.Span).Size,
                    new DerivedRows(
                        await derived.FindAsync(emails.Email, cancellationToken).ConfigureAwait(false),
                        await headers.FindAsync(emails.Email, cancellationToken).ConfigureAwait(false)),
                    cancellationToken).ConfigureAwait(false);
            }
        }

        await FlushAsync(cancellationToken).ConfigureAwait(false);
        if (_visible.Count > 0)
        {
            await ShowAsync(cancellationToken).ConfigureAwait(false);
        }

        return new DerivationResult(_read, _made, _replaced, _differing, _renewed, _findings);
    }

    private async ValueTask RemakeAsync(EmailKey email, long size, DerivedRows stored, CancellationToken cancellationToken)
    {
        bool isReadable = IsReadable(stored.Derived.Span);
        bool isWhole = isReadable && IsReadableHeader(stored.Header.Span);
        if ((scope == DerivationScope.Missing && isWhole) || await ParseAsync(email, size, cancellationToken).ConfigureAwait(false) is not { } rows)
        {
            return;
        }

        _read++;
        if (isReadable && !new DerivedMessage(rows.Derived.Span).LooksLike(new DerivedMessage(stored.Derived.Span)))
        {
            if (scope == DerivationScope.ClientVisible)
            {
                _visible.Add(email);
                return;
            }

            _differing++;
            rows = rows with { Derived = new DerivedMessage(rows.Derived.Span).Showing(new DerivedMessage(stored.Derived.Span)) };
        }

        var changed = new DerivedRows(
            rows.Derived.Span.SequenceEqual(stored.Derived.Span) ? default : rows.Derived,
            rows.Header.Span.SequenceEqual(stored.Header.Span) ? default : rows.Header);
        if (changed.Derived.IsEmpty && changed.Header.IsEmpty)
        {
            return;
        }

        _ = isWhole ? _replaced++ : _made++;
        _batch.Add(new RemadeEmail(email, changed));
        _batchOctets += changed.Derived.Length + changed.Header.Length;
        if (_batch.Count == BatchMessages || _batchOctets >= BatchOctets)
        {
            await FlushAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    // In pieces, so that memory does not grow with the message. Null, with a finding, when it cannot be read.
    private async ValueTask<DerivedRows?> ParseAsync(EmailKey email, long size, CancellationToken cancellationToken)
    {
        try
        {
            long length = 0;
            for (int read = -1; read != 0; length += read)
            {
                _piece.ResetWrittenCount();
                using EngineUse use = await core.Engine.UseAsync(cancellationToken).ConfigureAwait(false);
                read = await use.Engine.ReadBlobAsync(email, length, PieceOctets, _piece, cancellationToken).ConfigureAwait(false);
                _parser.Append(_piece.WrittenSpan);
            }

            MimeMessage message = _parser.Complete();
            if (length == size)
            {
                return MessageDerivation.RowsOf(message, limits);
            }

            await FoundAsync(email, $"it has {length} octets, and its row says {size}: what is derived of it was left as it is.", cancellationToken).ConfigureAwait(false);
        }
        catch (DamagedMessageException e)
        {
            _parser = new MimeParser(limits); // half a message is in the old one
            await FoundAsync(email, e.Message, cancellationToken).ConfigureAwait(false);
        }

        return null;
    }

    private async ValueTask FoundAsync(EmailKey email, string what, CancellationToken cancellationToken)
    {
        if (await SizeAsync(email, cancellationToken).ConfigureAwait(false) >= 0) // else a sweep has taken it away since its row was read
        {
            _findings.Add($"Email {email.Value}: {what}");
        }
    }

    // What its row says; -1 when there is none any more.
    private async ValueTask<long> SizeAsync(EmailKey email, CancellationToken cancellationToken)
    {
        using EngineUse use = await core.Engine.UseAsync(cancellationToken).ConfigureAwait(false);
        using RowSet row = await use.Engine.ReadAsync(StoreTable.Email, new[] { new RowKey(email.Value) }, cancellationToken).ConfigureAwait(false);
        return row.Count == 0 ? -1 : EmailCodec.Read(row.Value(0).Span).Size;
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_batch.Count > 0)
        {
            await CommitAsync([new ReplaceDerived([.. _batch], static _ => false)], cancellationToken).ConfigureAwait(false);
            _batch.Clear();
            _batchOctets = 0;
        }
    }

    private async ValueTask<CommitResult> CommitAsync(Change[] changes, CancellationToken cancellationToken)
    {
        CommitResult result = await core
            .CommitAsync(new Commit(changes) { IsBackground = true }, Principal.System, cancellationToken).ConfigureAwait(false);
        return result.IsDone ? result : throw new StoreUnavailableException(result.Refusal.Text);
    }

    private static bool IsReadable(ReadOnlySpan<byte> derived)
    {
        try
        {
            return !derived.IsEmpty && new DerivedMessage(derived).Parts.Root.BodyLength >= 0;
        }
        catch (InvalidDataException)
        {
            return false; // of another version, or not one: it is made again
        }
    }

    private static bool IsReadableHeader(ReadOnlySpan<byte> header)
    {
        try
        {
            return !header.IsEmpty && new HeaderBlock(header).Length >= 0;
        }
        catch (InvalidDataException)
        {
            return false; // likewise
        }
    }
}
