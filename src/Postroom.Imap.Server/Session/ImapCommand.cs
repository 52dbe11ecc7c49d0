namespace Postroom.Imap.Server;

/// <summary>A command: how its arguments are read, what it touches, what it does. One object serves all sessions.</summary>
/// <remarks>Derive from <see cref="ImapCommand{TArguments}"/>.</remarks>
public abstract class ImapCommand
{
    private protected ImapCommand() { }

    /// <summary>What it needs and touches, whatever its arguments are.</summary>
    public abstract CommandTraits Traits { get; }

    /// <summary>True if it also exists as <c>UID NAME</c>.</summary>
    public virtual bool HasUidForm => false;

    /// <summary>True if it exists only as <c>UID NAME</c>.</summary>
    public virtual bool IsUidOnly => false;

    /// <summary>What the literal is that is announced at the end of <paramref name="arguments"/> (what stands behind the command's name and a space).</summary>
    /// <remarks>Called before the literal is read.</remarks>
    public virtual LiteralKind KindOfLiteral(ReadOnlySpan<byte> arguments) => LiteralKind.Text;

    /// <summary>For a message that waits for "+": what can be said against the command before the message comes; null is nothing.</summary>
    /// <param name="reader">Over what stands behind the command's name, up to the message.</param>
    /// <param name="octets">The message's size.</param>
    /// <param name="session">Every command sent before is over.</param>
    /// <exception cref="ImapSyntaxException">It is no good: the client hears BAD and the message.</exception>
    public virtual CommandResult? JudgeBeforeMessage(ref ImapReader reader, long octets, ImapSession session) => null;

    /// <summary>
    /// In place of running, when the command is NO before its arguments are whole: a mailbox name that cannot be, a literal that
    /// was not taken. In its turn and its state as if it ran, so that a command which has an effect even when it fails has it here too.
    /// </summary>
    internal virtual ValueTask<CommandResult> RefuseAsync(CommandResult refusal, ImapSession session) => new(refusal);

    internal abstract object ReadArguments(ref ImapReader reader, CommandInput input, out CommandTraits traits);

    internal abstract ValueTask<CommandResult> RunAsync(object arguments, ImapSession session, CancellationToken cancellationToken);
}

/// <summary>A command with arguments of its own kind.</summary>
public abstract class ImapCommand<TArguments> : ImapCommand
    where TArguments : notnull
{
    /// <summary>Reads everything behind the command's name, the space included, to the end of the line.</summary>
    /// <exception cref="ImapSyntaxException">It is no good: the client hears BAD and the message.</exception>
    protected abstract TArguments Read(ref ImapReader reader, CommandInput input);

    /// <summary>What this command with these arguments needs and touches, where that depends on them.</summary>
    protected virtual CommandTraits TraitsOf(TArguments arguments) => Traits;

    /// <summary>Does it. The session tells what changed in the mailbox, and answers under the tag with the result.</summary>
    public abstract ValueTask<CommandResult> RunAsync(TArguments arguments, ImapSession session, CancellationToken cancellationToken);

    internal sealed override object ReadArguments(ref ImapReader reader, CommandInput input, out CommandTraits traits)
    {
        TArguments arguments = Read(ref reader, input);
        traits = TraitsOf(arguments);
        return arguments;
    }

    internal sealed override ValueTask<CommandResult> RunAsync(object arguments, ImapSession session, CancellationToken cancellationToken) =>
        RunAsync((TArguments)arguments, session, cancellationToken);
}
