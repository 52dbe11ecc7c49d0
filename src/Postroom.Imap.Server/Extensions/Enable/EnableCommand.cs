namespace Postroom.Imap.Server;

/// <summary>ENABLE (RFC 5161 §3.1). Names that are unknown, or have nothing to enable, are passed over in silence.</summary>
internal sealed class EnableCommand : GrammarCommand<EnableArguments>
{
    // With a mailbox selected too: "server implementations don't have to check that no mailbox is selected" (RFC 5161 §3.1), and RFC 9051 §6.3.1 asks nothing.
    // What is pipelined behind it is read under the grammar it leaves (INVARIANTS 11).
    public override CommandTraits Traits => CommandTraits.LoggedIn | CommandTraits.Alone | CommandTraits.StopsReader | CommandTraits.WithoutText;

    public override async ValueTask<CommandResult> RunAsync(EnableArguments enable, ImapSession session, CancellationToken cancellationToken)
    {
        List<string> enabled = [];
        List<Func<ImapSession, CancellationToken, ValueTask>> switches = [];
        foreach (string name in enable.Capabilities)
        {
            if (session.Protocol.Enableables.TryGetValue(name, out Func<ImapSession, CancellationToken, ValueTask>? switchOn) && session.Enabled.Add(name))
            {
                switches.Add(switchOn);
                enabled.Add(session.Protocol.Enableables.Keys.First(registered => registered.Equals(name, StringComparison.OrdinalIgnoreCase))); // in its own letters
            }
        }

        await session.SendAsync(new EnabledResponse(ValueList.From(enabled)), cancellationToken);
        foreach (Func<ImapSession, CancellationToken, ValueTask> switchOn in switches)
        {
            await switchOn(session, cancellationToken);
        }

        return CommandResult.Ok("ENABLE completed");
    }
}
