using Postroom.Imap.Server;
using Postroom.Security;

namespace Postroom.Server;

/// <summary>Takes what is known of clients' certificates into use anew, and says so; sessions end whose certificate would not let them in any more.</summary>
internal sealed class ClientCertificateWatch
{
    private readonly ClientCertificates _clients;
    private readonly TlsMaterial _tls;
    private readonly Func<PostroomSettings> _reread;
    private readonly Func<SessionDismissal, Task> _endSessions;
    private readonly ConsoleLog _log;
    private readonly Lock _gate = new();
    private ClientCertificateSettings _settings;
    private IReadOnlyList<string> _told = [];

    /// <param name="clients">What is known.</param>
    /// <param name="tls">Whose handshakes tell clients of the authorities.</param>
    /// <param name="settings">What the server was started with.</param>
    /// <param name="reread">What its settings say now.</param>
    /// <param name="endSessions">Ends those that came in by a certificate that would not let them in now.</param>
    /// <param name="log">Who hears of it.</param>
    public ClientCertificateWatch(
        ClientCertificates clients, TlsMaterial tls, PostroomSettings settings, Func<PostroomSettings> reread, Func<SessionDismissal, Task> endSessions, ConsoleLog log)
    {
        (_clients, _tls, _reread, _endSessions, _log) = (clients, tls, reread, endSessions, log);
        _settings = AuthSettings.ClientCertificates(settings);
        Tell([], _clients.Shortcomings());
    }

    /// <summary>Looks at the settings and the files.</summary>
    /// <param name="isAsked">True: what was said before is said again.</param>
    public ClientCertificateCheck Look(bool isAsked)
    {
        lock (_gate)
        {
            List<string> problems = [];
            try
            {
                _settings = AuthSettings.ClientCertificates(_reread());
            }
            catch (ConfigurationException unusable)
            {
                problems.Add(unusable.Message); // the files are read all the same: somebody may have been revoked
            }

            ClientCertificateReload done = _clients.Reload(_settings);
            if (done.Problem is { } problem)
            {
                problems.Add(problem);
            }

            if (done.HasNewAuthorities)
            {
                _tls.RemakeOptions();
            }

            if (done.IsNew)
            {
                _log.Info("Clients' certificates are judged by the new authorities, lists and accounts from now on");
            }

            if (isAsked)
            {
                _told = [];
            }

            IReadOnlyList<string> shortcomings = _clients.Shortcomings();
            Tell(problems, shortcomings);
            return new(done.IsNew, problems, shortcomings, done.IsNew ? _endSessions(SessionDismissal.CertificateRefused) : Task.CompletedTask);
        }
    }

    // As long as it lasts it is told of once.
    private void Tell(List<string> problems, IReadOnlyList<string> shortcomings)
    {
        string[] all = [.. problems.Select(static problem => $"Clients' certificates are judged as before: {problem}"), .. shortcomings];
        foreach (string one in all.Except(_told))
        {
            _log.Warning(one);
        }

        _told = all;
    }
}
