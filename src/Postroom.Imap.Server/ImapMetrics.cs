using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Postroom.Imap.Server;

/// <summary>What the door counts and measures. Made only where somebody wants it; each instrument costs nothing while nobody listens to it.</summary>
internal sealed class ImapMetrics
{
    private readonly Dictionary<ImapCommand, (string Plain, string Uid)> _names = [];
    private readonly Histogram<double> _commands;
    private readonly Counter<long> _logins;
    private readonly Counter<long> _appended;

    public ImapMetrics(Meter meter, ImapServer server)
    {
        // By the names that are registered, not by what clients send: those have no end.
        foreach ((string name, ImapCommand command) in server.Protocol.Registry.Commands)
        {
            (string plain, string uid) = _names.GetValueOrDefault(command, ("other", "other"));
            _names[command] = name.StartsWith("UID ", StringComparison.Ordinal) ? (plain, name) : (name, uid);
        }

        _commands = meter.CreateHistogram<double>("postroom.imap.command.duration", "s", "From a command's turn to its tagged answer.");
        _logins = meter.CreateCounter<long>("postroom.imap.logins", null, "LOGIN and AUTHENTICATE that came to an end.");
        _appended = meter.CreateCounter<long>("postroom.imap.appended", null, "Messages put into mailboxes, by the command.");
        meter.CreateObservableGauge("postroom.imap.commands.waiting", () => server.WaitingCommands.Held, null, "Commands that wait behind running ones, in all sessions.");
        meter.CreateObservableGauge("postroom.imap.read_ahead", () => server.ReadAhead.Held, "By", "Bodies that FETCHes hold read ahead.");
        meter.CreateObservableGauge("postroom.imap.compressed", () => server.CompressedSessions.Held, null, "Sessions that are compressed.");
    }

    /// <summary>A timestamp for <see cref="CommandDone"/>; 0 when nobody listens.</summary>
    public long Begin() => _commands.Enabled ? Stopwatch.GetTimestamp() : 0;

    public void CommandDone(PendingCommand command, CommandStatus status, long began)
    {
        if (began == 0)
        {
            return;
        }

        (string plain, string uid) = command.Command is { } known ? _names.GetValueOrDefault(known, ("other", "other")) : ("unknown", "unknown");
        _commands.Record(
            Stopwatch.GetElapsedTime(began).TotalSeconds,
            new("command", command.IsUid ? uid : plain),
            new("status", status switch
            {
                CommandStatus.Ok => "ok",
                CommandStatus.No => "no",
                _ => "bad",
            }));
    }

    public void LoginDone(string mechanism, bool isSuccess) => _logins.Add(1, new("mechanism", mechanism), new("outcome", isSuccess ? "success" : "failure"));

    /// <param name="messages">How many.</param>
    /// <param name="by">APPEND, REPLACE, COPY or MOVE.</param>
    public void Appended(long messages, string by) => _appended.Add(messages, new KeyValuePair<string, object?>("by", by));
}
