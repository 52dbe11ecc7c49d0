using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;

namespace LoadGenerator;

/// <summary>A server under load: started and stopped by bench/Peers/servers, counted by its control group.</summary>
internal sealed class Server(string name, string script) : IDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private FileStream? _cpu;
    private bool _isVersion1;
    private string _group = "";
    private string[]? _capabilities;

    public string Name => name;

    /// <summary>Answers itself: no server, a measure of the load generator.</summary>
    public bool IsCeiling => name == "ceiling";

    /// <summary>Shown beside the others, and nothing is measured by it: one round says enough.</summary>
    public bool IsOnlyShown => IsCeiling || name == "courier";

    /// <summary>Without MULTIAPPEND, but its mailboxes are Maildirs that messages can be put into.</summary>
    public bool IsMaildir => name == "courier";

    public bool IsPeer => !IsCeiling && name != "postroom";

    public int Port { get; private set; }

    public int TlsPort { get; private set; }

    /// <summary>From the start of its first process to its greeting.</summary>
    public double StartMilliseconds { get; private set; }

    /// <summary>As it stands: "", "filling" or "synced", which bench/Peers/servers explains.</summary>
    public string Mode { get; private set; } = "";

    public void Start(string mode = "")
    {
        string[] said = Script("start", name, mode).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        Mode = mode;
        Port = int.Parse(said[0], CultureInfo.InvariantCulture);
        TlsPort = int.Parse(said[1], CultureInfo.InvariantCulture);
        _group = said[2];
        WaitForGreeting(log: said[4]);
        StartMilliseconds = (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalMilliseconds - (long.Parse(said[3], CultureInfo.InvariantCulture) / 1e3);
        _isVersion1 = File.Exists(Path.Combine(_group, "cpuacct.usage"));
        _cpu = File.OpenRead(Path.Combine(_group, _isVersion1 ? "cpuacct.usage" : "cpu.stat"));
    }

    // Looks every millisecond; whoever takes the first connection that can be had greets it: one that was made to look only would be work for a server that starts.
    private void WaitForGreeting(string log)
    {
        long start = Stopwatch.GetTimestamp();
        for (int tries = 1; ; tries++)
        {
            using ImapConnection? imap = ImapConnection.TryOpen(Port);
            if (imap is not null)
                return;
            if (tries % 100 == 0 && (Processes().Length == 0 || Stopwatch.GetElapsedTime(start) > StartLimit))
                throw new WrongAnswerException($"{name} does not answer: {string.Join(' ', File.ReadLines(log).TakeLast(3))}");
            Task.Delay(1).Wait();
        }
    }

    public void Stop()
    {
        _cpu?.Dispose();
        Script("stop", name);
    }

    public void Restart(string mode = "")
    {
        Stop();
        Start(mode);
    }

    /// <summary>Whether it announces a capability to those who are logged in.</summary>
    public bool Has(string capability)
    {
        if (_capabilities is null)
        {
            using ImapConnection imap = ImapConnection.Login(Port, Box.Owner);
            _capabilities = imap.Ask("CAPABILITY").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        }
        return _capabilities.Contains(capability);
    }

    /// <summary>So many more accounts, w0 and up, unless they are there.</summary>
    public void MakeAccounts(int count) => Script("accounts", name, count.ToString(CultureInfo.InvariantCulture));

    /// <summary>Fills a mailbox the server's own way.</summary>
    public void Import(string account, string mailbox, string maildir) => Script("import", name, account, mailbox, maildir);

    /// <summary>Nanoseconds of CPU of all processes that the server ever had since its start, those that have ended included.</summary>
    public long CpuNanoseconds()
    {
        Span<byte> text = stackalloc byte[64];
        int count = RandomAccess.Read(_cpu!.SafeFileHandle, text, 0);
        ReadOnlySpan<byte> number = text[(_isVersion1 ? 0 : "usage_usec ".Length)..count];
        return Utf8Parser.TryParse(number, out long value, out _)
            ? _isVersion1 ? value : value * 1000
            : throw new InvalidDataException($"{_cpu.Name} has no number");
    }

    /// <summary>Octets of resident memory of all its processes: each for itself, and with what they share divided among them (PSS).</summary>
    public (long Resident, long Proportional) Memory()
    {
        long resident = 0, proportional = 0;
        foreach (string pid in Processes())
        {
            try
            {
                foreach (string line in File.ReadLines($"/proc/{pid}/smaps_rollup"))
                {
                    if (line.StartsWith("Rss:", StringComparison.Ordinal))
                        resident += KiB(line);
                    else if (line.StartsWith("Pss:", StringComparison.Ordinal))
                        proportional += KiB(line);
                }
            }
            catch (IOException)
            {
                // A process that has ended since the list was read has no memory.
            }
        }
        return (resident << 10, proportional << 10);

        static long KiB(string line) => long.Parse(line.AsSpan(4).Trim().TrimEnd("kB").TrimEnd(), CultureInfo.InvariantCulture);
    }

    public void Dispose() => _cpu?.Dispose();

    private string[] Processes() => File.ReadAllLines(Path.Combine(_group, "cgroup.procs"));

    private string Script(params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(script, arguments) { RedirectStandardOutput = true })!;
        string said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? said : throw new WrongAnswerException($"{script} {string.Join(' ', arguments)} failed");
    }
}
