using System.Text.Json.Serialization;

namespace Postroom.Server;

/// <summary>A command line to run inside the server.</summary>
internal sealed record ControlRequest(IReadOnlyList<string> Arguments, string WorkingDirectory, bool IsTerminal, string? Password);

/// <summary>How it is written, made by the compiler: machine code made beforehand cannot look for its properties.</summary>
[JsonSerializable(typeof(ControlRequest))]
internal sealed partial class ControlJson : JsonSerializerContext;
