using System.Text;

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

    private sealed class FullDisk : TextWriter
    {
        public bool HasRoom { get; set; }

        public List<string> Lines { get; } = [];

        public override Encoding Encoding => Encoding.UTF8;

        public override void WriteLine(string? value) => Lines.Add(HasRoom ? value! : throw new IOException("No space left on device"));
    }
}
