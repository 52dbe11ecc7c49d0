namespace Postroom.Mime;

/// <summary>One parameter as BODYSTRUCTURE shows it: the name as written (filename*0* too), the value without quotes and escapes, nothing decoded.</summary>
/// <param name="Name">Never empty.</param>
/// <param name="Value">May be empty.</param>
public readonly record struct MimeParameter(ReadOnlyMemory<byte> Name, ReadOnlyMemory<byte> Value);
