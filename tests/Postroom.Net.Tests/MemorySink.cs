using System.Text;

namespace Postroom.Net.Tests;

internal sealed class MemorySink : ILiteralSink
{
    private readonly List<byte> _octets = [];

    public int FailsAfter { get; init; } = int.MaxValue;

    public bool IsComplete { get; private set; }

    public int Aborts { get; private set; }

    public string Text => Encoding.Latin1.GetString(_octets.ToArray());

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> octets, CancellationToken cancellationToken)
    {
        await Task.Yield();
        _octets.AddRange(octets.Span);
        if (_octets.Count > FailsAfter)
            throw new InvalidOperationException("disk full");
    }

    public ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        IsComplete = true;
        return ValueTask.CompletedTask;
    }

    public void Abort() => Aborts++;
}
