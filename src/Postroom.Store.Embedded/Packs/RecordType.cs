namespace Postroom.Store.Embedded.Packs;

/// <summary>What a record holds. The letters are in files.</summary>
internal enum RecordType : byte
{
    /// <summary>A message's bytes; its key is the email's.</summary>
    Blob = (byte)'B',

    /// <summary>A commit group; its key is the group's sequence.</summary>
    Group = (byte)'G',

    /// <summary>The log was closed in good order, everything before it is on disk. Key 1: that writes may be lost was found, and no group came since.</summary>
    Close = (byte)'C',

    /// <summary>Rows of a base file, coded like a group; its key is the sequence they stood at.</summary>
    Rows = (byte)'S',
}
