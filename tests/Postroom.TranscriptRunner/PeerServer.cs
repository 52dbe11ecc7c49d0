using System.Globalization;
using System.Net;
using Postroom.Testing.Transcripts;

namespace Postroom.TranscriptRunner;

/// <summary>Another server, each of whose accounts is a file with the line "name:{PLAIN}password": Dovecot's passwd-file with %u in its path.</summary>
/// <remarks>One file for all would not do: a line that comes within the second of its last reading is not seen.</remarks>
internal sealed class PeerServer : TcpTranscriptServer
{
    public PeerServer(IPEndPoint address, string accounts)
        : base(address, tls: null) => Fixture = new PeerFixture(this, accounts);

    public override ITranscriptFixture Fixture { get; }

    private sealed class PeerFixture(ITranscriptServer server, string accounts) : ImapFixture(server)
    {
        protected override ValueTask<TranscriptAccount> AddFreshAccountAsync(CancellationToken cancellationToken)
        {
            var account = new TranscriptAccount("t" + Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture), "secret");
            Write(account);
            return ValueTask.FromResult(account);
        }

        protected override async ValueTask AddAccountAsync(TranscriptAccount account, CancellationToken cancellationToken)
        {
            Write(account);
            await EmptyAsync(account, cancellationToken);
        }

        private void Write(TranscriptAccount account) =>
            File.WriteAllText(Path.Combine(accounts, account.Name), $"{account.Name}:{{PLAIN}}{account.Password}\n");
    }
}
