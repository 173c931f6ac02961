package lsp_test

// The server in a real editor: Neovim without a screen opens a file, shows the findings, makes a change
// by a code action and types, as its user would.

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// inNvim is what Neovim does. It works from 0.7 on, which has no vim.lsp.start.
const inNvim = `
local out = {}
local function say(text) table.insert(out, text) end
local function await(what, test)
  if not vim.wait(15000, test, 20) then say('no ' .. what) end
end
local function codes()
  local list = {}
  for _, d in ipairs(vim.diagnostic.get(0)) do table.insert(list, (d.code or d.user_data.lsp.code) .. '@' .. d.lnum .. ':' .. d.col) end
  table.sort(list)
  return table.concat(list, ' ')
end
local client = vim.lsp.start_client({ name = 'schemadiff', cmd = { os.getenv('SCHEMADIFF_TEST_BINARY'), 'lsp' }, root_dir = vim.fn.getcwd() })
vim.lsp.buf_attach_client(0, client)
await('findings', function() return #vim.diagnostic.get(0) > 0 end)
say('open: ' .. codes())

local function request(method, params)
  local answers = vim.lsp.buf_request_sync(0, method, params, 15000)
  return answers and answers[client] and answers[client].result
end
vim.api.nvim_win_set_cursor(0, { 2, 3 })
local page = request('textDocument/hover', vim.lsp.util.make_position_params())
say('page: ' .. (page and page.contents.value:match('^[^\n]*') or 'none'))

local params = vim.lsp.util.make_range_params()
params.context = { diagnostics = {} }
local actions = request('textDocument/codeAction', params) or {}
for _, action in ipairs(actions) do say('action: ' .. action.title) end
local encoding = vim.lsp.get_client_by_id(client).offset_encoding
vim.lsp.util.apply_workspace_edit(actions[1].edit, encoding)
await('fewer findings', function() return codes():find('concurrent') == nil end)
say('fixed: ' .. codes())

vim.api.nvim_buf_set_lines(0, -1, -1, false, { '-- 😀 ä', 'CREATE TABLE "😀" (id int PRIMARY KEY);' })
await('a finding as one types', function() return codes():find('int%-primary%-key') ~= nil end)
say('typed: ' .. codes())
vim.cmd('write')
say('saved')
vim.lsp.stop_client(client)
await('the end', function() return vim.lsp.get_client_by_id(client) == nil end)
vim.fn.writefile(out, os.getenv('NVIM_OUT'))
vim.cmd('qall!')
`

func TestNeovim(t *testing.T) {
	nvim, err := exec.LookPath("nvim")
	if err != nil {
		t.Skip("nvim is not installed")
	}
	dir := folder(t, "schemadiff.toml", configuration, "migrations/0001_t.sql", "CREATE TABLE t (id bigint PRIMARY KEY, a text);\n",
		"migrations/0002 é.sql", "-- ä\nCREATE INDEX i ON t (a);\n", "do.lua", inNvim)
	cmd := exec.CommandContext(t.Context(), nvim, "--headless", "-u", "NONE", "-i", "NONE", "-n", filepath.Join("migrations", "0002 é.sql"), "-c", "luafile do.lua")
	cmd.Dir = dir
	result := filepath.Join(dir, "out")
	cmd.Env = append(os.Environ(), "NVIM_OUT="+result, "XDG_STATE_HOME="+dir, "XDG_CACHE_HOME="+dir, "HOME="+dir)
	log, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, log)
	}
	got, err := os.ReadFile(result)
	if err != nil {
		t.Fatalf("%v: %s", err, log)
	}
	const want = `open: index-not-concurrent@1:0
page: # index-not-concurrent
action: Fix index-not-concurrent
action: Allow index-not-concurrent here
action: Make all safe changes (schemadiff)
fixed: 
typed: int-primary-key@3:21
saved`
	if strings.TrimSpace(string(got)) != want {
		t.Errorf("got\n%s\nwant\n%s\n%s", got, want, log)
	}
	text, err := os.ReadFile(filepath.Join(dir, "migrations/0002 é.sql"))
	if err != nil || !strings.HasPrefix(string(text), "-- ä\nCREATE INDEX CONCURRENTLY i ON t (a);\n") {
		t.Errorf("the file is %q, %v", text, err)
	}
}
