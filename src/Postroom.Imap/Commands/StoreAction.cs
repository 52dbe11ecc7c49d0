namespace Postroom.Imap;

/// <summary>What STORE does with the flags it names.</summary>
public enum StoreAction
{
    /// <summary>FLAGS: these and no others (\Recent aside).</summary>
    Replace,

    /// <summary>+FLAGS.</summary>
    Add,

    /// <summary>-FLAGS.</summary>
    Remove,
}
