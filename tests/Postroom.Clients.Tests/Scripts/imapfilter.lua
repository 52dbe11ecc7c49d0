-- What a mail filter does all day: selects by many criteria, flags, copies, moves, deletes, makes mailboxes.
options.timeout = 60
options.create = true
options.subscribe = true
options.expunge = true
options.starttls = false
options.certificates = false

account = IMAP { server = '127.0.0.1', port = tonumber(os.getenv('PORT')), username = os.getenv('ACCOUNT'), password = 'secret' }

local function same(what, got, wanted)
    if got ~= wanted then
        io.stderr:write(what .. ': got ' .. tostring(got) .. ', wanted ' .. tostring(wanted) .. '\n')
        os.exit(1)
    end
end

local exist, recent, unseen, uidnext = account.INBOX:check_status()
same('messages', exist, 8)
same('unseen', unseen, 6)

same('from', #account.INBOX:contain_from('ann@example.org'), 7)
same('subject', #account.INBOX:contain_subject('offer'), 3)
same('body', #account.INBOX:contain_body('Viagra'), 2)
same('seen and large', #(account.INBOX:is_seen() * account.INBOX:is_larger(1000)), 1)
same('either', #(account.INBOX:contain_subject('offer') + account.INBOX:is_flagged()), 4)
same('not', #(account.INBOX:select_all() - account.INBOX:is_unseen()), 2)
same('old', #account.INBOX:arrived_before('01-Jan-2024'), 1)
same('a header', #account.INBOX:contain_field('Message-ID', 'report'), 1)
same('a pattern', #account.INBOX:match_subject('^offer [12]$'), 2)

account:create_mailbox('Junk')
account:create_mailbox('Work/Reports')
account.INBOX:contain_body('Viagra'):move_messages(account.Junk)
account.INBOX:contain_subject('report'):copy_messages(account['Work/Reports'])
account.INBOX:contain_subject('report'):mark_seen()
account.INBOX:arrived_before('01-Jan-2024'):delete_messages()
account.INBOX:contain_subject('hello'):add_flags({ 'MyLabel', '\\Answered' })
account['Work/Reports']:select_all():mark_flagged()

for _, message in ipairs(account['Work/Reports']:select_all()) do
    local mailbox, uid = table.unpack(message)
    same('a body', mailbox[uid]:fetch_body(), 'Figures\r\n')
    same('a field', mailbox[uid]:fetch_field('subject'), 'Subject: report')
end

local mailboxes, folders = account:list_all()
local names = {}
for _, name in ipairs(mailboxes) do names[name] = true end
same('Junk is listed', names['Junk'], true)
same('Work/Reports is listed below Work', account:list_all('Work')[1], 'Work/Reports')
account:rename_mailbox('Junk', 'Spam')
account:unsubscribe_mailbox('Work/Reports')
