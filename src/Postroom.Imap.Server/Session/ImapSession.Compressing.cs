namespace Postroom.Imap.Server;

public sealed partial class ImapSession
{
    private bool _hasCompressionSeat;

    /// <summary>Before the connection is compressed: false when as many are as may be. For a command that runs alone.</summary>
    internal bool TryTakeCompressionSeat() => _hasCompressionSeat = Server.CompressedSessions.TryTakeOne();

    /// <summary>Goes on without compression, if there is any (RFC 8437 §4.1).</summary>
    internal async ValueTask EndCompressionAsync(CancellationToken cancellationToken)
    {
        if (Connection.IsCompressed)
        {
            await Connection.EndCompressionAsync(cancellationToken);
            LeaveCompressionSeat();
        }
    }

    private void LeaveCompressionSeat()
    {
        if (_hasCompressionSeat)
        {
            _hasCompressionSeat = false;
            Server.CompressedSessions.Add(-1);
        }
    }
}
