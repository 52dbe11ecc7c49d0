using System.Globalization;
using System.Net;
using Postroom.Testing.Transcripts;

namespace Postroom.TranscriptRunner;

/// <summary>Another server, each of whose accounts is a file with the line "name:{PLAIN}password": Dovecot's passwd-file with %u in its path.</summary>
/// <remarks>One file for all would not do: a line that comes within the second of its last reading is not seen.</remarks>
internal sealed class PeerServer : TcpTranscriptServer
{
    private readonly PeerFixture _fixture;

    public PeerServer(IPEndPoint address, string accounts)
        : base(address, tls: null) => _fixture = new PeerFixture(this, accounts);

    public override ITranscriptFixture Fixture => _fixture;

    /// <summary>An account that was never used.</summary>
    public TranscriptAccount AddAccount() => _fixture.Add();

    private sealed class PeerFixture(ITranscriptServer server, string accounts) : ImapFixture(server)
    {
        public TranscriptAccount Add()
        {
            var account = new TranscriptAccount("t" + Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture), "secret");
            Write(account);
            return account;
        }

        protected override ValueTask<TranscriptAccount> AddFreshAccountAsync(CancellationToken cancellationToken) => ValueTask.FromResult(Add());

        protected override async ValueTask AddAccountAsync(TranscriptAccount account, CancellationToken cancellationToken)
        {
            Write(account);
            await EmptyAsync(account, cancellationToken);
        }

        private void Write(TranscriptAccount account) =>
            File.WriteAllText(Path.Combine(accounts, account.Name), $"{account.Name}:{{PLAIN}}{account.Password}\n");
    }
}
