using System.Buffers.Binary;
using System.Text;

namespace Postroom.Server;

/// <summary>What is said on the control socket: a kind, a length (32 bits, little-endian) and so many octets.</summary>
internal static class ControlFrame
{
    private const int MaxOctets = 1 << 20;

    public enum Kind : byte
    {
        /// <summary>A <see cref="ControlRequest"/> as JSON: the first and only frame from the terminal's side.</summary>
        Request = 1,

        /// <summary>Text for standard output.</summary>
        Out = 2,

        /// <summary>Text for standard error.</summary>
        Error = 3,

        /// <summary>The exit code, in decimal: the last frame.</summary>
        Exit = 4,

        /// <summary>From here on no frames but octets of IMAP pass, in both directions. Empty.</summary>
        Tunnel = 5,
    }

    public static async ValueTask WriteAsync(Stream stream, Kind kind, string text, CancellationToken cancellationToken)
    {
        byte[] frame = new byte[5 + Encoding.UTF8.GetByteCount(text)];
        frame[0] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(1), frame.Length - 5);
        Encoding.UTF8.GetBytes(text, frame.AsSpan(5));
        await stream.WriteAsync(frame, cancellationToken);
    }

    /// <summary>The next frame; null at the end of the stream.</summary>
    /// <exception cref="InvalidDataException">It is not one.</exception>
    public static async ValueTask<(Kind Kind, string Text)?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        byte[] head = new byte[5];
        int got = await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        if (got < head.Length)
        {
            return null;
        }

        int length = BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(1));
        if (length is < 0 or > MaxOctets || !Enum.IsDefined((Kind)head[0]))
        {
            throw new InvalidDataException("Something else than a Postroom speaks on the control socket.");
        }

        byte[] body = new byte[length];
        await stream.ReadExactlyAsync(body, cancellationToken);
        return ((Kind)head[0], Encoding.UTF8.GetString(body));
    }
}
