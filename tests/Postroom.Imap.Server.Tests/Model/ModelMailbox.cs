namespace Postroom.Imap.Server.Tests.Model;

/// <summary>A mailbox of the model: what it is called now, and what clients believed of it at earlier moments.</summary>
internal sealed class ModelMailbox(string name)
{
    private const int MostMemories = 20;

    /// <summary>What a client believed, and from where it may ask what changed since.</summary>
    internal sealed record Memory(uint UidValidity, ulong ModSeq, SortedDictionary<uint, string> Flags);

    public string Name { get; set; } = name;

    public bool IsDeleted { get; set; }

    public List<Memory> Memories { get; } = [];

    public void Remember(MailboxPicture picture, Random random)
    {
        var memory = new Memory(picture.UidValidity, picture.ModSeq, picture.ToFlags());
        if (Memories.Count < MostMemories)
        {
            Memories.Add(memory);
        }
        else
        {
            Memories[random.Next(MostMemories)] = memory;
        }
    }
}
