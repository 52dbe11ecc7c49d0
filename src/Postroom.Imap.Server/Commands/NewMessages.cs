using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>The new messages of one command, each whole and ready for the commit. What had to be staged for them is let go of with this.</summary>
internal sealed class NewMessages(ImapSession session, MailboxId target) : IAsyncDisposable
{
    private readonly List<AddMessage> _changes = [];
    private readonly List<StagedMessage> _encoded = [];
    private Catenation? _catenation;

    /// <summary>One for each message, in their order.</summary>
    internal IReadOnlyList<AddMessage> Changes => _changes;

    /// <summary>Adds one; why that cannot be, or null.</summary>
    internal async ValueTask<CommandResult?> AddAsync(NewMessage message, CancellationToken cancellationToken)
    {
        if (message.Parts.Any(static part => part.Spool is { HasForbiddenNul: true }))
        {
            return CommandResult.Bad("A literal holds no NUL; send a literal8");
        }

        StagedMessage? whole;
        if (!message.IsCatenated)
        {
            whole = message.Octets > 0 ? await message.Parts[0].Spool!.MessageAsync() : null;
        }
        else
        {
            _catenation ??= new Catenation(session);
            (whole, CommandResult? refusal) = await _catenation.MakeAsync(message.Parts, cancellationToken);
            if (refusal is not null)
            {
                return refusal;
            }
        }

        if (whole is null)
        {
            return CommandResult.No("A message has at least one octet", ResponseCode.Cannot);
        }

        if (session is { Dialect: ImapDialect.Rev1, Protocol.AcceptsUtf8: true } && IsRefused(whole.Header))
        {
            return Refusals.EightBitHeader;
        }

        if (await session.Server.Store.EncodeNulAsync(whole, cancellationToken) is { } encoded)
        {
            _encoded.Add(encoded);
            whole = encoded;
        }

        _changes.Add(new AddMessage(target, whole, [.. message.Flags], message.Date));
        return null;
    }

    // RFC 9755, "APPEND": "MUST reject ... any 8-bit character in message header fields" from who has not enabled it (docs/adr/0006).
    private bool IsRefused(HeaderOctets header) => session.Server.Options.EightBitHeaders switch
    {
        EightBitHeaders.Refuse => header != HeaderOctets.Ascii,
        EightBitHeaders.RefuseUtf8 => header == HeaderOctets.Utf8,
        _ => false,
    };

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (StagedMessage message in _encoded)
        {
            await message.DisposeAsync();
        }

        if (_catenation is not null)
        {
            await _catenation.DisposeAsync();
        }
    }
}
