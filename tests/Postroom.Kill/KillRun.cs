using System.Diagnostics;
using System.Globalization;
using System.Net;
using Postroom.Peers;
using Postroom.Peers.Servers;

namespace Postroom.Kill;

/// <summary>Kills a server again and again while clients work, and compares after each restart everything that was answered OK with what is there.</summary>
public sealed class KillRun
{
    private const string Password = "secret";
    private readonly KillOptions _options;
    private readonly Random _random;
    private readonly string _dataFolder;
    private readonly AccountModel[] _accounts;
    private readonly Client[] _clients;
    private readonly KillReport _report;
    private int _letters;
    private int _untilKill;
    private TaskCompletionSource _timeToKill = new();

    private KillRun(KillOptions options, string dataFolder)
    {
        (_options, _dataFolder) = (options, dataFolder);
        _random = new Random(options.Seed);
        _report = new KillReport { Seed = options.Seed };
        _accounts = [.. Enumerable.Range(0, options.Accounts).Select(i => new AccountModel(string.Create(CultureInfo.InvariantCulture, $"u{i}")))];
        _clients =
        [
            .. _accounts.SelectMany(account => Enumerable.Range(0, options.ClientsPerAccount).Select(i =>
                new Client(account, i, new Random(_random.Next()), () => Interlocked.Increment(ref _letters), CountDown))),
        ];
    }

    /// <summary>Runs to the end, in a data folder of its own.</summary>
    /// <exception cref="KillViolationException">Something that was answered OK is not so, or something is there that nobody sent.</exception>
    public static async Task<KillReport> RunAsync(KillOptions options)
    {
        DirectoryInfo data = Directory.CreateTempSubdirectory("postroom-kill-");
        var run = new KillRun(options, data.FullName);
        try
        {
            await run.RunAsync();
        }
        catch (KillViolationException e)
        {
            throw new KillViolationException(string.Create(CultureInfo.InvariantCulture, $"seed {options.Seed}, kill {run._report.Kills}: {e.Message}\nThe data folder is kept: {data.FullName}"), e);
        }

        data.Delete(recursive: true);
        return run._report;
    }

    private async Task RunAsync()
    {
        (await ToolAsync(["account", "add", .. _accounts.Select(account => account.Name)])).MustSucceed();
        ServerUnderTest server = Start();
        try
        {
            IPEndPoint address = await server.ListeningAsync();
            await VerifyAsync(address);
            for (int kill = 0; kill < _options.Kills; kill++)
            {
                await WorkAndKillAsync(server, address);
                _report.ServerCpu += server.CpuTime;
                await server.DisposeAsync();
                if (_random.Next(10) == 0)
                {
                    await KillWhileStartingAsync();
                }

                long started = Stopwatch.GetTimestamp();
                server = Start();
                address = await server.ListeningAsync();
                await using (RawImap first = await RawImap.LoginAsync(address, _accounts[0].Name, Password))
                {
                    await first.OkAsync("EXAMINE INBOX");
                }

                _report.ServingAgain.Add(Stopwatch.GetElapsedTime(started));
                server.MeasureCpuTime();
                _report.CpuUntilServing.Add(server.CpuTime);
                _report.Kills++;
                await VerifyAsync(address);
                if (_report.Kills % 50 == 0)
                {
                    _options.Progress(_report.ToString());
                }
            }
        }
        finally
        {
            await server.DisposeAsync();
        }

        ToolResult check = await ToolAsync(["check"]);
        if (check.ExitCode != 0)
        {
            throw new KillViolationException($"`postroom check` finds something: {check}");
        }
    }

    private async Task WorkAndKillAsync(ServerUnderTest server, IPEndPoint address)
    {
        _timeToKill = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Exchange(ref _untilKill, _random.Next(10, 120));
        Task[] working = [.. _clients.Select(client => client.RunAsync(address, Password))];
        Task clients = Task.WhenAll(working);
        Task first = await Task.WhenAny([_timeToKill.Task, .. working.Select(FaultOf)]).WaitAsync(TimeSpan.FromSeconds(60));
        if (first == _timeToKill.Task)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(_random.NextDouble() * 8)); // the moment of death, not a wait for anything
        }

        await server.KillAsync();
        try
        {
            await clients.WaitAsync(TimeSpan.FromSeconds(60));
        }
        catch (KillViolationException e)
        {
            throw new KillViolationException($"{e.Message}\nThe server said:\n{server.Said}\n{Logs()}", e);
        }

        _report.Answered = _clients.Sum(client => client.Answered);
    }

    private async Task KillWhileStartingAsync()
    {
        await using ServerUnderTest server = Start();
        await Task.Delay(TimeSpan.FromMilliseconds(_random.NextDouble() * 600)); // the moment of death
        await server.KillAsync();
        _report.KillsWhileStarting++;
    }

    private async Task VerifyAsync(IPEndPoint address)
    {
        foreach (AccountModel account in _accounts)
        {
            try
            {
                Inspected found = await Inspection.ReadAsync(address, account, Password);
                foreach (Client client in _clients.Where(client => client.Model == account))
                {
                    Judge(client, account, found);
                }

                if (account.Differences(found).ToList() is { Count: > 0 } differences)
                {
                    throw new KillViolationException(string.Join('\n', differences));
                }

                account.Settle(found);
                _report.MessagesCompared += found.Messages.Count;
            }
            catch (KillViolationException e)
            {
                throw new KillViolationException($"account {account.Name}: {e.Message}\nWhat its clients did:\n{account.LogText}", e);
            }
        }
    }

    private void Judge(Client client, AccountModel account, Inspected found)
    {
        if (client.TakeUnderWay() is not { } operation)
        {
            return;
        }

        bool happened = operation.Judge(account, found);
        account.Log($"kill {_report.Kills}: {(happened ? "had happened" : "had not happened")}: {operation}");
        if (happened)
        {
            _report.UnansweredDone++;
        }
        else
        {
            _report.UnansweredNotDone++;
            if (operation is AppendOperation append)
            {
                account.Void(append.Letter);
            }
        }
    }

    private static async Task FaultOf(Task task)
    {
        var never = new TaskCompletionSource();
        try
        {
            await task;
        }
        catch (KillViolationException)
        {
            return; // the work is over; whoever awaits the task itself gets the fault
        }

        await never.Task;
    }

    private void CountDown()
    {
        if (Interlocked.Decrement(ref _untilKill) == 0)
        {
            _timeToKill.TrySetResult();
        }
    }

    private ServerUnderTest Start() => new(
        PostroomServer.Program, _dataFolder, ["Imap:Listen=127.0.0.1:0", "Imap:TlsListen=", "Imap:AllowPlaintextAuth=true", .. _options.Settings]);

    private Task<ToolResult> ToolAsync(IEnumerable<string> arguments) =>
        ToolProcess.RunAsync(PostroomServer.Runner, [PostroomServer.Program, .. arguments, "--data", _dataFolder], Password + "\n");

    private string Logs() => string.Join('\n', _accounts.Select(account => $"What the clients of {account.Name} did:\n{account.LogText}"));
}
