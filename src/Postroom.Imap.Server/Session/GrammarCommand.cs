namespace Postroom.Imap.Server;

/// <summary>A command whose arguments are one of the grammar's records.</summary>
public abstract class GrammarCommand<TArguments> : ImapCommand<TArguments>
    where TArguments : class, IImapArguments<TArguments>
{
    /// <inheritdoc/>
    protected override TArguments Read(ref ImapReader reader, CommandInput input) => TArguments.Read(ref reader);
}

/// <summary>A command that also exists as UID NAME, with the same arguments.</summary>
public abstract class MessageCommand<TArguments> : ImapCommand<ForMessages<TArguments>>
    where TArguments : class, IImapArguments<TArguments>
{
    /// <inheritdoc/>
    public override bool HasUidForm => true;

    /// <inheritdoc/>
    protected override ForMessages<TArguments> Read(ref ImapReader reader, CommandInput input) => new(TArguments.Read(ref reader), input.IsUid);

    /// <summary>As UID NAME it names no sequence numbers, and EXPUNGE may come at its end (RFC 3501 §7.4.1).</summary>
    protected override CommandTraits TraitsOf(ForMessages<TArguments> arguments) => arguments.IsUid
        ? Traits & ~(CommandTraits.UsesSequenceNumbers | CommandTraits.ForbidsExpunge)
        : Traits;
}

/// <summary>Arguments whose numbers are sequence numbers or UIDs.</summary>
/// <param name="Arguments">As the grammar has them.</param>
/// <param name="IsUid">True after UID.</param>
public sealed record ForMessages<TArguments>(TArguments Arguments, bool IsUid);
