using System.Net.Sockets;
using System.Text;
using Postroom.Store.Engine;

namespace Postroom.Server.Tests;

/// <summary>What the host says on stderr.</summary>
public sealed class ConsoleLogTests
{
    [Fact]
    public void A_line_that_cannot_be_written_fails_nobody_and_later_ones_are_written()
    {
        var output = new FullDisk();
        var log = new ConsoleLog(output, TimeProvider.System);

        log.Info("lost");
        output.HasRoom = true;
        log.Info("kept");

        Assert.EndsWith("info kept", Assert.Single(output.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_disk_is_one_line_and_a_warning_while_a_fault_of_ours_comes_with_all_that_is_known()
    {
        var output = new FullDisk { HasRoom = true };
        var log = new ConsoleLog(output, TimeProvider.System);

        log.Fault("store", Thrown(isFull: true));
        log.Fault("store", Thrown(isFull: false));

        Assert.EndsWith("warning store: No room", output.Lines[0], StringComparison.Ordinal);
        Assert.Contains("error store: ", output.Lines[1], StringComparison.Ordinal);
        Assert.Contains(nameof(Thrown), output.Lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_starts_where_there_is_no_room_to_say_what_it_listens_on()
    {
        if (!File.Exists("/dev/full"))
        {
            return; // Linux has a file that is always full
        }

        DirectoryInfo folder = Directory.CreateTempSubdirectory("postroom-");
        try
        {
            string run = folder.CreateSubdirectory("run").FullName;
            File.WriteAllText(Path.Combine(run, "listening.json"), "an earlier server's");
            File.CreateSymbolicLink(Path.Combine(run, "listening.json.new"), "/dev/full");
            var output = new FullDisk { HasRoom = true };
            await using (PostroomHost host = await PostroomHost.StartAsync(
                folder.FullName,
                ConfigurationLoader.Load(null, ["Imap:Listen=127.0.0.1:0", "Imap:TlsListen="]),
                new ConsoleLog(output, TimeProvider.System),
                isDemo: false))
            {
                using var client = new TcpClient();
                await client.ConnectAsync(host.Doors[0].EndPoints[0]);
                using var reader = new StreamReader(client.GetStream());
                Assert.StartsWith("* OK", await reader.ReadLineAsync(), StringComparison.Ordinal);
                Assert.Contains(output.Lines, static line => line.Contains("warning", StringComparison.Ordinal) && line.Contains("listening.json was not written", StringComparison.Ordinal));
                Assert.False(File.Exists(Path.Combine(run, "listening.json")));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static StoreUnavailableException Thrown(bool isFull)
    {
        try
        {
            throw new StoreUnavailableException("No room") { IsFull = isFull };
        }
        catch (StoreUnavailableException e)
        {
            return e;
        }
    }

    private sealed class FullDisk : TextWriter
    {
        public bool HasRoom { get; set; }

        public List<string> Lines { get; } = [];

        public override Encoding Encoding => Encoding.UTF8;

        public override void WriteLine(string? value) => Lines.Add(HasRoom ? value! : throw new IOException("No space left on device"));
    }
}
