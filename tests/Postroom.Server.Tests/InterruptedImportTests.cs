using System.Diagnostics;
using Postroom.Peers;
using Postroom.Peers.Servers;

namespace Postroom.Server.Tests;

/// <summary>An import that is killed goes on where it was, and doubles nothing.</summary>
public sealed class InterruptedImportTests : IDisposable
{
    private const int Messages = 2_000;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("postroom-interrupted-");

    private string Data => Path.Combine(_folder.FullName, "data");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task An_import_killed_twice_ends_with_every_message_once()
    {
        string source = Directory.CreateDirectory(Path.Combine(_folder.FullName, "in")).FullName;
        for (int i = 0; i < Messages; i++)
        {
            // Every tenth is octet for octet the one before, at the same time: a genuine duplicate.
            int number = i % 10 == 9 ? i - 1 : i;
            string file = Path.Combine(source, $"{i:D6}.eml");
            await File.WriteAllTextAsync(file, $"Subject: {number}\n\n{new string('x', number % 977)}\n");
            File.SetLastWriteTimeUtc(file, new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        }

        (await RunningServer.ProgramAsync("secret\n", "account", "add", "maja", "--data", Data)).MustSucceed();
        await ImportAndKillAsync(source, journalOctets: 4_000);
        await ImportAndKillAsync(source, journalOctets: 30_000);

        ToolResult last = await ImportAsync(source);

        last.MustSucceed();
        Assert.Contains("had been imported before", last.Output, StringComparison.Ordinal);
        string target = Path.Combine(_folder.FullName, "out");
        (await RunningServer.ProgramAsync(null, "export", "maildir", target, "--account", "maja", "--data", Data)).MustSucceed();
        Assert.Equal(
            Directory.EnumerateFiles(source).Select(File.ReadAllText).Order(StringComparer.Ordinal),
            Directory.EnumerateFiles(Path.Combine(target, "cur")).Select(File.ReadAllText).Order(StringComparer.Ordinal));
        Assert.Contains("All is sound.", (await RunningServer.ProgramAsync(null, "check", "--data", Data)).MustSucceed().Output, StringComparison.Ordinal);
        Assert.Contains("Imported 0 messages", (await ImportAsync(source)).MustSucceed().Output, StringComparison.Ordinal);
    }

    private Task<ToolResult> ImportAsync(string source) => RunningServer.ProgramAsync(null, "import", "eml", source, "--account", "maja", "--data", Data);

    // Killed when its journal has grown to so much: in the middle of a later batch.
    private async Task ImportAndKillAsync(string source, long journalOctets)
    {
        await using var process = new ServerProcess(new ProcessStartInfo(
            PostroomServer.Runner, [PostroomServer.Program, "import", "eml", source, "--account", "maja", "--data", Data]));
        await process.WaitAsync<object>(
            () =>
            {
                string imports = Path.Combine(Data, "imports");
                long octets = Directory.Exists(imports) ? Directory.EnumerateFiles(imports).Sum(file => new FileInfo(file).Length) : 0;
                return Task.FromResult(octets >= journalOctets ? new object() : null);
            },
            TimeSpan.FromSeconds(60));
    }
}
