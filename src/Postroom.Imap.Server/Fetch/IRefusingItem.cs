namespace Postroom.Imap.Server;

/// <summary>A FETCH item that cannot always be given: what it says decides from the derived row, so <see cref="FetchNeeds.Derived"/> is among its needs.</summary>
internal interface IRefusingItem : IFetchItem
{
    /// <summary>Why this message cannot be given as asked; null for nothing. It is left out then, is not \Seen for it, and the command is NO.</summary>
    CommandResult? Refuse(FetchMessage message);
}
