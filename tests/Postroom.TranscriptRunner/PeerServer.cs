using System.Globalization;
using System.Net;
using Postroom.Testing.Transcripts;

namespace Postroom.TranscriptRunner;

/// <summary>Another server, whose accounts are lines of a file: "name:{PLAIN}password", as Dovecot's passwd-file reads it.</summary>
internal sealed class PeerServer : TcpTranscriptServer
{
    public PeerServer(IPEndPoint address, string passwordFile)
        : base(address, tls: null) => Fixture = new PeerFixture(this, passwordFile);

    public override ITranscriptFixture Fixture { get; }

    private sealed class PeerFixture(ITranscriptServer server, string passwordFile) : ImapFixture(server)
    {
        private static readonly Lock FileLock = new();

        protected override ValueTask<TranscriptAccount> AddFreshAccountAsync(CancellationToken cancellationToken)
        {
            var account = new TranscriptAccount("t" + Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture), "secret");
            Append(account);
            return ValueTask.FromResult(account);
        }

        protected override async ValueTask AddAccountAsync(TranscriptAccount account, CancellationToken cancellationToken)
        {
            Append(account);
            await EmptyAsync(account, cancellationToken);
        }

        private void Append(TranscriptAccount account)
        {
            string line = $"{account.Name}:{{PLAIN}}{account.Password}";
            lock (FileLock)
            {
                if (!File.ReadAllLines(passwordFile).Contains(line))
                    File.AppendAllText(passwordFile, line + "\n");
            }
        }
    }
}
